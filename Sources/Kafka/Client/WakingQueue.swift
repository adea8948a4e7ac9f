internal import CLibrdkafka
import EventLoop
import Synchronization

/// A queue of librdkafka that wakes the loop when something comes into it while it is empty, and then not again
/// until it was emptied: so it must be drained fully, and looked at once before the first wait.
final class WakingQueue: @unchecked Sendable {
    // Why @unchecked: librdkafka's queues are safe to use from any thread; nothing here changes.
    let pointer: OpaquePointer
    private let client: KafkaClient  // must outlive the queue
    private let target: Unmanaged<Target>

    /// Stands apart from the queue because librdkafka may call while the queue is going away.
    private final class Target: Sendable {
        let loop: EventLoop
        let onReadable: @Sendable () -> Void
        private let pending = Atomic(false)

        init(loop: EventLoop, onReadable: @escaping @Sendable () -> Void) {
            self.loop = loop
            self.onReadable = onReadable
        }

        func wake() {
            guard !pending.exchange(true, ordering: .acquiringAndReleasing) else { return }
            loop.execute {
                self.pending.store(false, ordering: .releasing)
                self.onReadable()
            }
        }
    }

    /// - Parameters:
    ///   - pointer: A reference to the queue, taken over.
    ///   - onReadable: Called on the loop.
    init(_ pointer: OpaquePointer, of client: KafkaClient, loop: EventLoop, onReadable: @escaping @Sendable () -> Void)
    {
        self.pointer = pointer
        self.client = client
        target = .passRetained(Target(loop: loop, onReadable: onReadable))
        let callback: @Sendable @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Void = { _, target in
            guard let target else { return }
            Unmanaged<Target>.fromOpaque(target).takeUnretainedValue().wake()
        }
        rd_kafka_queue_cb_event_enable(pointer, callback, target.toOpaque())
    }

    deinit {
        // Both calls take the queue's lock, under which librdkafka calls back: after the first one it does no more.
        rd_kafka_queue_cb_event_enable(pointer, nil, nil)
        target.release()
        rd_kafka_queue_destroy(pointer)
    }
}
