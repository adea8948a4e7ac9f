/// The id of a record, computed from what caused it, so that doing a thing twice gives the same id twice.
///
/// Everything that counts or lists dedupes by it. It is the version-5 UUID (RFC 9562, section 5.5) of a name in the
/// project's own namespace; `docs/architecture.md` lists the names.
public struct EventID: Hashable, Sendable, CustomStringConvertible {
    /// Lower-case, with hyphens.
    public let text: String

    /// An id as it came in a record's header, taken as it is.
    public init(_ text: String) { self.text = text }

    public var description: String { text }

    private static let namespace: [UInt8] = [
        0x5d, 0x0e, 0x4a, 0x4c, 0x3b, 0x0f, 0x4f, 0x6e, 0x9f, 0x43, 0x6b, 0x7f, 0x2c, 0x1d, 0x8e, 0x90,
    ]

    private init(name: String) {
        var bytes = Self.namespace
        bytes.reserveCapacity(bytes.count + name.utf8.count)
        bytes.append(contentsOf: name.utf8)
        var uuid = SHA1.digest(bytes)
        uuid[6] = uuid[6] & 0x0F | 0x50  // version 5
        uuid[8] = uuid[8] & 0x3F | 0x80  // the variant of RFC 9562
        var text: [UInt8] = []
        text.reserveCapacity(36)
        Hex.append(uuid[0..<4], to: &text)
        for group in [4..<6, 6..<8, 8..<10, 10..<16] {
            text.append(UInt8(ascii: "-"))
            Hex.append(uuid[group], to: &text)
        }
        self.text = String(decoding: text, as: UTF8.self)
    }
}

extension EventID {
    /// An order's event on `topic`.
    public static func order(_ id: String, version: Int64, topic: String) -> EventID {
        EventID(name: "order/\(id)/\(version)/\(topic)")
    }

    /// What a notification concluded from the record `cause`, as told on `topic`.
    public static func outcome(of cause: EventID, topic: String) -> EventID {
        EventID(name: "notification-group/\(cause)/\(topic)/outcome")
    }

    /// The fraud verdict on an order.
    public static func verdict(order id: String) -> EventID {
        EventID(name: "fraud-group/\(id)/verdict")
    }

    /// The `attempt`th retry (1, 2 …) of the record that first came as `first`.
    public static func retry(of first: EventID, attempt: Int) -> EventID {
        EventID(name: "retry/\(first)/\(attempt)")
    }

    /// The `attempt`th redrive (1, 2 …) of a dead letter.
    public static func redrive(of letter: EventID, attempt: Int) -> EventID {
        EventID(name: "redrive/\(letter)/\(attempt)")
    }

    /// What is asked of a service without Kafka, about one change of an order: the same for the same request.
    public static func sync(order id: String, correlationID: String) -> EventID {
        EventID(name: "sync/\(id)/\(correlationID)")
    }

    /// The `number`th thing that comes of it (1, 2 …).
    public static func sync(_ what: String, of cause: EventID, number: Int) -> EventID {
        EventID(name: "sync/\(cause)/\(what)/\(number)")
    }

    /// What a caller has published with an idempotency key.
    public static func published(topic: String, caller: String, key: String) -> EventID {
        EventID(name: "publish/\(topic)/\(caller)/\(key)")
    }

    /// A record that came without an id.
    public static func position(cluster: String, topic: String, partition: Int32, offset: Int64) -> EventID {
        EventID(name: "at/\(cluster)/\(topic)/\(partition)/\(offset)")
    }

    /// The dead letter, by `group`, of a record that it could not parse.
    public static func poison(
        cluster: String, topic: String, partition: Int32, offset: Int64, group: String
    ) -> EventID {
        EventID(name: "at/\(cluster)/\(topic)/\(partition)/\(offset)/\(group)")
    }
}
