import Bench
import EventLoop
import Foundation
import Kafka
import Synchronization

/// Writes numbered records to a topic at a steady rate, from a loop of its own.
actor BenchProducer {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private let producer: KafkaProducer
    private let topic: String
    private let valueSize: Int
    private let isVaried: Bool
    /// Records go round so many keys, and are numbered in each; nil: one number over all.
    private let keys: Int?
    private var timer: LoopTimer?
    private var rate = 0.0
    private var began = EventLoop.now
    private var made = 0
    private var number = 0
    /// Set when the broker takes less than is wanted.
    private(set) var isBehind = false
    private(set) var sent = 0

    /// Records that may wait for the broker.
    private static let mostPending = 50_000

    /// - Parameters:
    ///   - linger: how long records are gathered for one request.
    ///   - isVaried: see ``BenchRecord``.
    init(
        kafka: KafkaOptions, topic: String, valueSize: Int, linger: Duration, keys: Int? = nil,
        isVaried: Bool = false
    ) async throws(CommandError) {
        loop = try EventLoop.started("producer")
        self.topic = topic
        self.valueSize = valueSize
        self.isVaried = isVaried
        self.keys = keys
        let milliseconds = linger / .milliseconds(1)
        var properties = ["linger.ms": String(Int(milliseconds)), "queue.buffering.max.messages": "200000"]
        // Without linger a request carries one record, as a service sends it that waits for each.
        if linger == .zero { properties["batch.num.messages"] = "1" }
        do throws(KafkaError) {
            producer = try KafkaProducer(loop: loop, options: kafka, properties: properties)
        } catch {
            throw CommandError(.failure, "no producer: \(error.message)")
        }
        await producer.prepare(for: [topic])
    }

    /// From now on so many records a second; 0 stops.
    func setRate(_ rate: Double) {
        self.rate = rate
        (began, made, isBehind) = (EventLoop.now, 0, false)
        timer =
            rate == 0
            ? nil
            : loop.schedule(after: .milliseconds(1), repeating: .milliseconds(1)) { [weak self] in
                self?.assumeIsolated { $0.tick() }
            }
    }

    private func tick() {
        let due = Int((EventLoop.now - began) / .seconds(1) * rate) - made
        guard due > 0 else { return }
        guard producer.queueDepth < Self.mostPending else {
            isBehind = true
            return
        }
        made += due
        let now = MonotonicClock.microseconds
        for _ in 0..<due { send(now) }
    }

    private func send(_ now: Int64) {
        let (key, count) = keys.map { (number % $0, number / $0) } ?? (number % 1000, number)
        let record = BenchRecord(
            Stamp(number: count, sentAt: now), key: SwarmOptions.key(key), valueSize: valueSize, isVaried: isVaried)
        number += 1
        sent += 1
        producer.send(
            ProducerRecord(
                topic: topic, key: Array(record.key.utf8), value: record.value,
                headers: record.headers.map { KafkaHeader(name: $0.name, text: $0.value) })
        ) { [weak self] result in
            if case .failure = result { self?.assumeIsolated { $0.isBehind = true } }
        }
    }

    /// Ends it, and its loop.
    nonisolated func close() async {
        await setRate(0)
        await producer.close(timeout: .seconds(2))
        loop.stop()
    }
}
