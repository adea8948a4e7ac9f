import JSONText
import OrderEvents

/// The records of a bench: a value of a given size that begins with a ``Stamp``, and every header of the contract.
public struct BenchRecord: Sendable {
    public let stamp: Stamp
    public let key: String
    private let valueSize: Int
    private let isVaried: Bool

    /// - Parameter isVaried: makes ids and values that differ as those of a real system do, instead of filling.
    public init(_ stamp: Stamp, key: String, valueSize: Int, isVaried: Bool = false) {
        self.stamp = stamp
        self.key = key
        self.valueSize = valueSize
        self.isVaried = isVaried
    }

    public var value: [UInt8] {
        guard isVaried else { return stamp.value(size: valueSize) }
        var variety = Variety(number: ~stamp.number)  // others than of the headers
        return stamp.value(size: valueSize) { size in variety.text(size) }
    }

    /// Ids have the length of real ones; computing them as the contract does would be the producer's cost, not ours.
    public var headers: [(name: String, value: String)] {
        let number = String(stamp.number, radix: 16)
        let digits = String(repeating: "0", count: max(0, 12 - number.utf8.count)) + number
        var ids = (
            "5d0e4a4c-3b0f-5f6e-9f43-" + digits, "6b7f2c1d-8e90-4a4c-9b0f-5d0e4a4c3b0f",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        )
        if isVaried {
            var variety = Variety(number: stamp.number)
            ids = (variety.id(), variety.id(), "00-\(variety.hex(32))-\(variety.hex(16))-01")
        }
        return [
            (EventHeaders.Name.eventID, ids.0),
            (EventHeaders.Name.correlationID, ids.1),
            (EventHeaders.Name.schemaVersion, EventHeaders.schemaVersion),
            (EventHeaders.Name.source, "order-service"),
            (EventHeaders.Name.orderVersion, "1770297077406"),
            (EventHeaders.Name.traceparent, ids.2),
        ]
    }

    /// As it stands in a frame of the gateway, byte for byte but for offset and timestamp.
    func write(offset: Int, timestamp: Int64, to json: inout JSONWriter) {
        json.object {
            $0.field("partition", 0)
            $0.field("offset", offset)
            $0.field("timestamp", timestamp)
            $0.field("key", key)
            $0.object("headers") { json in for header in headers { json.field(named: header.name, header.value) } }
            $0.raw("value", value)
        }
    }
}
