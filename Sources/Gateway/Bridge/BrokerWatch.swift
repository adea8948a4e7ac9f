import EventLoop
import Kafka
import Synchronization

/// Knows whether the process of the embedded broker is alive. Orders accepted after its end would be owed to topics that
/// are gone; with a real Kafka, which keeps its log, there is nothing to watch.
final class BrokerWatch: Sendable {
    private let lost: Flag
    private let client: EmbeddedControlClient?

    private final class Flag: Sendable {
        let value = Atomic<Bool>(false)
    }

    init(loop: EventLoop, options: KafkaOptions) {
        let lost = Flag()
        self.lost = lost
        client = options.control.map { path in
            EmbeddedControlClient(
                loop: loop, path: path, onConnected: { lost.value.store(false, ordering: .releasing) },
                onLost: { lost.value.store(true, ordering: .releasing) })
        }
    }

    func start() async { await client?.start() }

    var isLost: Bool { lost.value.load(ordering: .acquiring) }

    func stop() async { await client?.close() }
}
