/// What Kafka, librdkafka or the embedded broker refused or could not do.
public struct KafkaError: Error, Sendable, CustomStringConvertible {
    /// What kind of error it is: the part a program decides by.
    public let code: Code
    /// What happened, in librdkafka's or the broker's words.
    public let message: String
    /// librdkafka's own number (`rd_kafka_resp_err_t`; negative ones are local, the others are the protocol's).
    public let rawCode: Int32
    /// Whether trying the same again later may succeed.
    public let isRetriable: Bool
    /// Whether the client that reported it is of no use any more and must be made anew.
    public let isFatal: Bool

    public init(_ code: Code, _ message: String, rawCode: Int32 = 0, isRetriable: Bool = false, isFatal: Bool = false) {
        self.code = code
        self.message = message
        self.rawCode = rawCode
        self.isRetriable = isRetriable
        self.isFatal = isFatal
    }

    public var description: String {
        rawCode == 0 ? "\(message) (\(code))" : "\(message) (\(code), \(rawCode))"
    }
}

extension KafkaError {
    /// Kinds of errors. An open set: what has no name here is ``other``, told apart by ``KafkaError/rawCode``.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        public let description: String

        init(_ name: String) { description = name }

        /// No broker can be reached, or a connection broke. librdkafka goes on trying by itself.
        public static let transport = Code("transport")
        /// Nothing came back in time.
        public static let timedOut = Code("timedOut")
        /// There is no such topic.
        public static let unknownTopic = Code("unknownTopic")
        /// The topic has no such partition.
        public static let unknownPartition = Code("unknownPartition")
        /// The topic is there already.
        public static let topicExists = Code("topicExists")
        /// The record was taken back by ``KafkaProducer/purge()``; what was on its way may have been written.
        public static let purged = Code("purged")
        /// The producer's local queue is full: send again once something was acknowledged.
        public static let queueFull = Code("queueFull")
        /// The record is larger than broker or client allow.
        public static let recordTooLarge = Code("recordTooLarge")
        /// The group is being rebalanced, or has gone on without this member.
        public static let rebalanced = Code("rebalanced")
        /// The log does not reach to this offset.
        public static let offsetOutOfRange = Code("offsetOutOfRange")
        /// The broker does not know who this is.
        public static let unauthenticated = Code("unauthenticated")
        /// The broker knows who this is, and does not let them.
        public static let unauthorized = Code("unauthorized")
        /// A setting that does not exist or whose value cannot be.
        public static let invalidConfiguration = Code("invalidConfiguration")
        /// The client was closed.
        public static let closed = Code("closed")
        /// The process of the embedded broker is gone.
        public static let brokerLost = Code("brokerLost")
        /// The client gave up for good; ``KafkaError/isFatal`` is set.
        public static let fatal = Code("fatal")
        /// Anything else.
        public static let other = Code("other")
    }
}
