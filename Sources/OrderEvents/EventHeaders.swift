/// The headers that the contract knows. A record keeps them as UTF-8 text; absent ones are nil.
public struct EventHeaders: Hashable, Sendable {
    /// What everything dedupes by.
    public var eventID: EventID?
    /// Follows one request of a caller through every record that it causes.
    public var correlationID: String?
    public var source: String?
    /// Where there is an order: the version that the event brought it to.
    public var orderVersion: Int64?
    /// W3C Trace Context, level 1.
    public var traceparent: String?
    /// From 1 on a retry; nil on a first delivery.
    public var retryCount: Int?
    /// On a retry: the id of the record's first delivery.
    public var firstEventID: EventID?
    /// On a redriven record: the group that it is meant for, and how often it was redriven.
    public var redriveGroup: String?
    public var redriveCount: Int?
    /// Which instance of its source the record is from, where there may be several.
    public var instance: String?
    /// On an order's events: that the services were called without Kafka, before the order was stored.
    public var isSync = false

    public static let schemaVersion = "1"

    public enum Name {
        public static let eventID = "eventId"
        public static let correlationID = "correlationId"
        public static let schemaVersion = "schemaVersion"
        public static let source = "source"
        public static let orderVersion = "orderVersion"
        public static let traceparent = "traceparent"
        public static let retryCount = "retryCount"
        public static let firstEventID = "firstEventId"
        public static let redriveGroup = "redrive-group"
        public static let redriveCount = "redriveCount"
        public static let instance = "instance"
        public static let sync = "sync"

        /// All of them.
        public static let all = [
            eventID, correlationID, schemaVersion, source, orderVersion, traceparent, retryCount, firstEventID,
            redriveGroup, redriveCount, instance, sync,
        ]
    }

    public init(
        eventID: EventID? = nil, correlationID: String? = nil, source: String? = nil, orderVersion: Int64? = nil,
        traceparent: String? = nil, instance: String? = nil
    ) {
        self.eventID = eventID
        self.correlationID = correlationID
        self.source = source
        self.orderVersion = orderVersion
        self.traceparent = traceparent
        self.instance = instance
    }

    /// Reads them from a record. Where a header is repeated, the last one counts, as in Kafka's own clients.
    ///
    /// - Throws: where a header that decides something is no number: the record cannot be understood.
    public init(_ pairs: some Sequence<(name: String, value: String)>) throws(MalformedEvent) {
        for (name, value) in pairs {
            switch name {
            case Name.eventID: eventID = EventID(value)
            case Name.correlationID: correlationID = value
            case Name.source: source = value
            case Name.orderVersion: orderVersion = try Self.number(name, value)
            case Name.traceparent: traceparent = value
            case Name.retryCount: retryCount = try Self.number(name, value)
            case Name.firstEventID: firstEventID = EventID(value)
            case Name.redriveGroup: redriveGroup = value
            case Name.redriveCount: redriveCount = try Self.number(name, value)
            case Name.instance: instance = value
            case Name.sync: isSync = value == "true"
            default: break
            }
        }
    }

    private static func number<Number: FixedWidthInteger>(
        _ name: String, _ value: String
    ) throws(MalformedEvent) -> Number {
        guard let number = Number(value), number >= 0 else {
            throw MalformedEvent("header \(name) is no whole number: \(value.prefix(40))")
        }
        return number
    }

    /// As they are written to a record.
    public var pairs: [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        func add(_ name: String, _ value: String?) {
            if let value { pairs.append((name, value)) }
        }
        add(Name.eventID, eventID?.text)
        add(Name.correlationID, correlationID)
        add(Name.schemaVersion, Self.schemaVersion)
        add(Name.source, source)
        add(Name.orderVersion, orderVersion.map(String.init))
        add(Name.traceparent, traceparent)
        add(Name.retryCount, retryCount.map(String.init))
        add(Name.firstEventID, firstEventID?.text)
        add(Name.redriveGroup, redriveGroup)
        add(Name.redriveCount, redriveCount.map(String.init))
        add(Name.instance, instance)
        add(Name.sync, isSync ? "true" : nil)
        return pairs
    }
}
