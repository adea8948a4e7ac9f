/// What a consumer knows of one partition it reads. Used on its loop only.
final class PartitionState {
    let topicPartition: TopicPartition
    /// librdkafka's handle of the topic, to find this state by without comparing names.
    var topicHandle: OpaquePointer?
    /// The offset expected next, once it is known.
    private(set) var next: Int64?
    /// The first offset that came, until ``begin(at:)`` has said where reading began.
    private var first: Int64?
    /// Being sent elsewhere: what comes may still be from before, or from there already, so nothing follows from it.
    private var isMoving = false

    /// - Parameter start: Where reading begins, when that is known before the first record.
    init(_ topicPartition: TopicPartition, start: Int64? = nil) {
        self.topicPartition = topicPartition
        next = start
    }

    /// Takes note that reading began at `offset`; returns what was missing between it and the first record.
    func begin(at offset: Int64) -> Range<Int64>? {
        defer { first = nil }
        guard let first else {
            next = next ?? offset
            return nil
        }
        return first > offset ? offset..<first : nil
    }

    /// Whether this is before what was reached.
    func isBehind(_ offset: Int64) -> Bool { !isMoving && next.map { offset < $0 } ?? false }

    /// Takes note of a record; returns the offsets before it that should have come and did not.
    func take(_ offset: Int64) -> Range<Int64>? {
        let missing = reach(offset)
        next = offset + 1
        return missing
    }

    /// Takes note of the partition's end: `offset` is that of the next record to come.
    func reach(_ offset: Int64) -> Range<Int64>? {
        defer { next = offset }
        guard let next else {
            first = offset
            return nil
        }
        guard !isMoving else { return nil }
        return offset > next ? next..<offset : nil
    }

    /// Reading is about to go on from elsewhere; `nil` when the offset is not known.
    func beginMove(to offset: Int64?) {
        next = offset
        first = nil
        isMoving = true
    }

    /// From here on only what is read there comes.
    func endMove() { isMoving = false }
}
