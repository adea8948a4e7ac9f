import EventLoop
import Foundation
import Kafka
import TestSupport

/// The broker under test: a real Kafka, or an embedded one of the test's own. Whoever uses it cannot tell which, but for
/// ``cluster``, through which the embedded one can be broken.
final class TestBroker: Sendable {
    let options: KafkaOptions
    /// Nil on a real broker.
    let cluster: EmbeddedCluster?
    private let control: EmbeddedControlServer?

    static func start(_ kind: BrokerKind, on loop: EventLoop) async throws -> TestBroker {
        if kind == .kafka, let home = RealKafka.home {
            let kafka = try await RealKafka.running(home: home)
            let options = KafkaOptions(bootstrapServers: kafka.bootstrapServers, log: { _ in })
            return TestBroker(options: options, cluster: nil, control: nil)
        }
        let cluster = try EmbeddedCluster()
        let path = "/tmp/broker-\(UUID().uuidString.prefix(8).lowercased()).sock"
        let control = EmbeddedControlServer(loop: loop, cluster: cluster, path: path)
        try await control.start()
        let options = KafkaOptions(bootstrapServers: cluster.bootstrapServers, control: path, log: { _ in })
        return TestBroker(options: options, cluster: cluster, control: control)
    }

    private init(options: KafkaOptions, cluster: EmbeddedCluster?, control: EmbeddedControlServer?) {
        self.options = options
        self.cluster = cluster
        self.control = control
    }

    func stop() async { await control?.close() }

    /// From here on the embedded broker looks like a process that is gone: nothing answers, not even its control socket.
    func vanish() async throws {
        try cluster?.down()
        await control?.close()
    }

    /// The end of ``vanish()``.
    func reappear() async throws {
        try await control?.start()
        try cluster?.up()
    }
}
