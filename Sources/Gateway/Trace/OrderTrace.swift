import Fanout
import Foundation
import JSONText
import OrderEvents

/// Every record about one order, in the order of time.
struct OrderTrace: Sendable {
    let orderID: String
    /// When the order was placed, where that is known.
    private(set) var createdAt: Timestamp?
    private(set) var records: [FoundRecord] = []
    /// Whether these are all that there ever were.
    private(set) var isComplete = true
    /// More than this nobody looks at.
    static let mostRecords = 1000

    init(orderID: String, createdAt: Timestamp? = nil) {
        self.orderID = orderID
        self.createdAt = createdAt
    }

    mutating func add(_ found: FoundRecords) {
        records += found.records
        if !found.isComplete { isComplete = false }
        learn()
    }

    /// Something may be missing.
    mutating func noteHole() { isComplete = false }

    /// What is told of an order says when it was placed; the order itself may be deleted.
    mutating func learn() {
        for record in records where createdAt == nil { createdAt = Self.creation(in: record) }
    }

    static func creation(in record: FoundRecord) -> Timestamp? {
        let value = Array(record.value)
        guard let order = JSONObjectScanner.value(of: "order", in: value.span),
            let time = JSONObjectScanner.value(of: "createdAt", in: value.span.extracting(order)),
            let text = JSONObjectScanner.decode(string: value.span.extracting(order).extracting(time))
        else { return nil }
        return Timestamp(iso8601: text)
    }

    /// - Parameter topics: where times are equal, in this order.
    func json(topics: [String]) -> [UInt8] {
        let places = Dictionary(topics.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
        func rank(_ record: FoundRecord) -> (Int64, Int, Int32, Int64) {
            (record.entry.timestamp, places[record.topic] ?? .max, record.entry.partition, record.entry.offset)
        }
        let sorted = records.sorted { rank($0) < rank($1) }
        let shown = sorted.prefix(Self.mostRecords)
        let origin = createdAt?.milliseconds ?? shown.first?.entry.timestamp ?? 0
        return JSONWriter.object { json in
            json.field("orderId", orderID)
            json.array("records") { json in
                for record in shown { json.raw(record.json(since: origin)) }
            }
            json.field("complete", isComplete && shown.count == sorted.count)
        }
    }
}

extension FoundRecord {
    /// The record as in `events`, and with it the topic, how long after a moment it was, and which instance it is from.
    fileprivate func json(since origin: Int64) -> [UInt8] {
        var text = JSONWriter.object { $0.field("topic", topic) }
        text.removeLast()
        text.append(UInt8(ascii: ","))
        text += json.dropFirst().dropLast()
        let more = JSONWriter.object {
            $0.field("sinceOrderMs", entry.timestamp - origin)
            if let instance { $0.field("handledBy", instance) } else { $0.null("handledBy") }
        }
        text.append(UInt8(ascii: ","))
        return text + more.dropFirst()
    }

    /// Who wrote it: what its value says, or its header.
    var instance: String? { Self.text("instanceId", in: Array(value)) ?? header(EventHeaders.Name.instance) }

    /// The text of a header; of a repeated one nothing.
    func header(_ name: String) -> String? { Self.text(name, in: Array(headers)) }

    private static func text(_ name: String, in object: [UInt8]) -> String? {
        guard let range = JSONObjectScanner.value(of: name, in: object.span),
            object[range.lowerBound] == UInt8(ascii: "\"")
        else { return nil }
        return JSONObjectScanner.decode(string: object.span.extracting(range))
    }
}
