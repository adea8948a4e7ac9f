/// The brokers that there are to test on.
public enum BrokerKind: String, Sendable {
    case embedded, kafka

    /// The embedded one always, a real Kafka where `KAFKA_HOME` is set.
    public static let all: [BrokerKind] = RealKafka.home == nil ? [.embedded] : [.embedded, .kafka]
}
