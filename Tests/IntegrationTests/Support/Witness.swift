import EventLoop
import Foundation
import Kafka
import OrderEvents
import Synchronization

/// Reads topics from their beginning and keeps all that it sees.
final class Witness: Sendable {
    private let consumer: KafkaConsumer
    private let seen = Mutex<[KafkaRecord]>([])
    private let reading = Mutex<Task<Void, Never>?>(nil)

    init(loop: EventLoop, options: KafkaOptions, partitions: [TopicPartition]) async throws {
        consumer = try KafkaConsumer(loop: loop, options: options, group: nil)
        try await consumer.assign(Dictionary(uniqueKeysWithValues: partitions.map { ($0, .beginning) }))
        let task = Task { [self] in
            while !Task.isCancelled {
                let batch = await consumer.poll(max: 1000, timeout: .milliseconds(100))
                seen.withLock { $0 += batch.records }
            }
        }
        reading.withLock { $0 = task }
    }

    func stop() async {
        let task = reading.withLock { $0 }
        task?.cancel()
        await task?.value
        await consumer.close()
    }

    /// Everything on `topic` so far, in the order of arrival.
    func records(on topic: String) -> [KafkaRecord] {
        seen.withLock { $0.filter { $0.topicPartition.topic == topic } }
    }
}

/// A JSON object as a test looks at it.
struct Value: @unchecked Sendable {
    // Why @unchecked: what JSONSerialization makes is never changed.
    private let fields: [String: Any]

    init(_ record: KafkaRecord) { self.init(json: record.value ?? []) }

    init(json: [UInt8]) {
        fields = (try? JSONSerialization.jsonObject(with: Data(json))) as? [String: Any] ?? [:]
    }

    private init(fields: [String: Any]) { self.fields = fields }

    subscript(_ name: String) -> String? { fields[name] as? String }
    func int(_ name: String) -> Int? { fields[name] as? Int }
    func double(_ name: String) -> Double? { fields[name] as? Double }
    func object(_ name: String) -> Value { Value(fields: fields[name] as? [String: Any] ?? [:]) }
    func flag(_ name: String) -> Bool? { fields[name] as? Bool }
    /// The field is there and null.
    func isNull(_ name: String) -> Bool { fields[name] is NSNull }
    func texts(_ name: String) -> [String] { fields[name] as? [String] ?? [] }
    var names: [String] { fields.keys.sorted() }
    func list(_ name: String) -> [Value] { (fields[name] as? [[String: Any]] ?? []).map(Value.init(fields:)) }
}

extension [KafkaRecord] {
    /// The first record of each event id: what remains for a reader who dedupes.
    var distinct: [KafkaRecord] {
        var ids: Set<String> = []
        return filter {
            ids.insert($0.header(EventHeaders.Name.eventID) ?? "\($0.topicPartition) \($0.offset)").inserted
        }
    }

    /// Those whose value says `action`.
    func with(action: String...) -> [KafkaRecord] { filter { action.contains(Value($0)["action"] ?? "") } }

    func of(order id: String) -> [KafkaRecord] { filter { $0.key.map { String(decoding: $0, as: UTF8.self) } == id } }
}
