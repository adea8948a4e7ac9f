import Kafka
import State
import Synchronization

/// Tells the log of the lab of records that whoever directs the dojo writes by hand: the first of a topic at once, however
/// many come within the next second together.
final class HandWritten: Sendable {
    private let diary: LabDiary
    /// By topic, how many came since the last entry.
    private let waiting = Mutex<[String: Int]>([:])

    private static let pause = Duration.seconds(1)

    init(_ diary: LabDiary) { self.diary = diary }

    func note(_ delivery: Delivery) {
        let place = delivery.topicPartition
        let isFirst = waiting.withLock { waiting -> Bool in
            let isFirst = waiting[place.topic] == nil
            waiting[place.topic, default: -1] += 1
            return isFirst
        }
        guard isFirst else { return }
        Task {
            await tell(place.topic, "a record by hand, at partition \(place.partition), offset \(delivery.offset)")
            repeat { try? await Task.sleep(for: Self.pause) } while await tellOfMore(place.topic)
        }
    }

    /// - Returns: whether more came.
    private func tellOfMore(_ topic: String) async -> Bool {
        let count = waiting.withLock { waiting -> Int in
            let count = waiting[topic] ?? 0
            waiting[topic] = count == 0 ? nil : 0
            return count
        }
        guard count > 0 else { return false }
        await tell(topic, count == 1 ? "one more record by hand" : "\(count) more records by hand")
        return true
    }

    private func tell(_ topic: String, _ detail: String) async {
        await diary.note([LabEntry(by: .instructor, action: "produce", target: topic, detail: detail)])
    }
}
