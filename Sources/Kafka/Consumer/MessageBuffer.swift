internal import CLibrdkafka

/// Room for the messages that one call to librdkafka hands out.
final class MessageBuffer {
    typealias Message = UnsafeMutablePointer<rd_kafka_message_t>

    private let room = UnsafeMutablePointer<Message?>.allocate(capacity: MessageBuffer.capacity)

    static let capacity = 1024

    init() { room.initialize(repeating: nil, count: Self.capacity) }

    deinit { room.deallocate() }

    /// Lends what is in `queue`, at most `max` messages, to `body` one by one, and destroys each after that.
    ///
    /// Callbacks that are due are called meanwhile.
    /// - Returns: How many there were: fewer than asked for means that the queue is empty now.
    func take(from queue: WakingQueue, max: Int, _ body: (Message) -> Void) -> Int {
        let asked = min(max, Self.capacity)
        // With a timeout it would wait for all that were asked for.
        let count = rd_kafka_consume_batch_queue(queue.pointer, 0, room, asked)
        guard count > 0 else { return 0 }
        for index in 0..<count {
            guard let message = room[index] else { continue }
            body(message)
            rd_kafka_message_destroy(message)
        }
        return count
    }
}
