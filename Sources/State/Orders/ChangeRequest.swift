/// What goes with a change of an order.
public struct ChangeRequest: Hashable, Sendable {
    /// Makes a repeated request have one effect and one answer.
    public struct Idempotency: Hashable, Sendable {
        /// Whose key it is: one caller's keys mean nothing to another.
        public var caller: String
        public var key: String
        /// Of the whole request: the same key with another request is refused.
        public var bodyHash: String

        public init(caller: String, key: String, bodyHash: String) {
            self.caller = caller
            self.key = key
            self.bodyHash = bodyHash
        }
    }

    /// Carried by every record that the change causes.
    public var correlationID: String
    /// W3C Trace Context.
    public var traceparent: String
    public var idempotency: Idempotency?
    /// Whose order it is, for the room.
    public var person: Person?
    /// Whether the services were called without Kafka already: the events say so.
    public var isSync = false
    /// Which gateway takes the change: its records say so.
    public var instance: String

    public init(
        correlationID: String, traceparent: String, idempotency: Idempotency? = nil, person: Person? = nil,
        isSync: Bool = false, instance: String = ""
    ) {
        self.correlationID = correlationID
        self.traceparent = traceparent
        self.idempotency = idempotency
        self.instance = instance
        self.person = person
        self.isSync = isSync
    }
}
