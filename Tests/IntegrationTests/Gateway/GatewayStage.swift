import EventLoop
import Foundation
import Gateway
import Kafka
import Options
import Redis
import State
import Synchronization
import TestSupport

/// A broker, a Redis, and the gateways that a test starts in this process; all of it ends with the test.
///
/// A test's body runs on a thread of its own and may block on its sockets.
final class GatewayStage: Sendable {
    let dojo: TestDojo
    private let running = Mutex<[TestGateway]>([])
    private let written = Mutex(0)

    static func run(
        _ kind: BrokerKind = .embedded, _ body: @Sendable (GatewayStage) async throws -> Void
    ) async throws {
        try await onOwnThread {
            try await TestDojo.with(kind) { dojo in
                let stage = GatewayStage(dojo)
                do {
                    try await body(stage)
                } catch {
                    await stage.stopAll()
                    throw error
                }
                await stage.stopAll()
            }
        }
    }

    private init(_ dojo: TestDojo) { self.dojo = dojo }

    private func stopAll() async {
        for gateway in running.withLock({ $0 }) { await gateway.stop() }
    }

    // MARK: Gateways

    /// Starts a gateway on a free port; waits until it is ready.
    func start(
        _ id: String = "gateway-1", waitUntilReady: Bool = true, _ change: (inout GatewayOptions) -> Void = { _ in }
    ) async throws -> TestGateway {
        var options = try options(id)
        change(&options)
        let gateway = try Gateway(options: options)
        let running = TestGateway(id: id, topics: dojo.topics, .inside(gateway))
        self.running.withLock { $0.append(running) }
        try await gateway.start()
        await running.serves(on: gateway.port)
        if waitUntilReady { try await self.waitUntilReady(running) }
        return running
    }

    /// Starts a gateway as a process of its own; waits until it is ready.
    func startProcess(_ id: String, _ settings: [String: String] = [:]) async throws -> TestGateway {
        let port = try FreePort.find()
        let environment = dojo.environment(id: id).merging(["PORT": "\(port)", "SHARDS": "2"]) { $1 }
            .merging(settings) { $1 }
        let gateway = TestGateway(
            id: id, topics: dojo.topics, .outside(try ChildProcess("gateway", environment: environment)))
        running.withLock { $0.append(gateway) }
        gateway.serves(on: UInt16(port))
        try await waitUntilReady(gateway)
        return gateway
    }

    private func waitUntilReady(_ gateway: TestGateway) async throws {
        try await waitUntil("\(gateway.id) is ready", timeout: .seconds(30)) {
            (try? gateway.get("/ready").status) == 200
        }
    }

    /// What a gateway is told when it is started, read as from the environment.
    private func options(_ id: String) throws -> GatewayOptions {
        let environment = dojo.environment(id: id).merging(["PORT": "0", "SHARDS": "2"]) { $1 }
        var reader = OptionReader(command: "gateway", abstract: "", arguments: [], environment: environment)
        var options = GatewayOptions(&reader, environment: environment)
        try reader.finish()
        options.kafka.log = { _ in }
        return options
    }

    // MARK: State

    /// Lends what gateways keep in Redis, over a connection of its own.
    func withState<Result>(_ body: (OrderStore, Outbox) async throws -> Result) async throws -> Result {
        let redis = RedisConnection(loop: dojo.loop, options: try RedisOptions(url: dojo.redis.url), name: "stage")
        let scripts = TestDojo.scripts
        do {
            let store = try OrderStore(
                redis: redis, scripts: scripts, options: .init(topics: dojo.topics, horizon: .seconds(3600)))
            let result = try await body(store, try Outbox(redis: redis, scripts: scripts))
            await redis.close()
            return result
        } catch {
            await redis.close()
            throw error
        }
    }

    /// How many events are owed to Kafka.
    func owed() async throws -> Int64 { try await dojo.command(["XLEN", "outbox"]).int ?? -1 }

    /// Who brings the outbox to Kafka.
    func leader() async throws -> String? { try await dojo.command(["GET", "outbox:lease"]).text }

    // MARK: Records

    /// Writes records `{"n":…}`, numbered from `first`, each with its number as key.
    /// - Parameter partition: where all of them go; one after another over the topic's three by default.
    func writeNumbered(
        _ count: Int, from first: Int = 0, to partition: Int32? = nil, padding: Int = 0
    ) async throws {
        let fill = padding > 0 ? #","fill":"\#(String(repeating: "x", count: padding))""# : ""
        let records = (first..<first + count).map { number in
            ProducerRecord(
                topic: dojo.topics.orders, partition: partition ?? Int32(number % 3), key: Array("\(number)".utf8),
                value: Array(#"{"n":\#(number)\#(fill)}"#.utf8),
                headers: [KafkaHeader(name: "eventId", text: "e\(number)")])
        }
        try await dojo.write(records)
        written.withLock { $0 = max($0, first + count) }
    }

    /// Writes one more.
    /// - Returns: its number.
    func writeNext() async throws -> Int {
        let number = written.withLock { $0 }
        try await writeNumbered(1, from: number)
        return number
    }
}
