import Access
import EventLoop
import Foundation
import Kafka
import OrderEvents
import Redis
import State
import SyncCalls
import Telemetry
import WebServer

/// One instance of one service: everything that a process of it runs, on one event loop.
///
/// It keeps nothing: what it has decided is in Redis, where it has got to is in its group's offsets. So instances can
/// be added, stopped and killed at any moment.
public actor ServiceRuntime {
    public nonisolated let loop: EventLoop
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    public nonisolated let kind: ServiceKind

    /// Under which instances are found by ``Presence``.
    public static let presenceKind = Presence.services

    let options: ServiceOptions
    let metrics: ServiceMetrics
    let logger: Logger
    /// Takes what the audit service writes.
    let output: @Sendable ([UInt8]) -> Void
    let redis: RedisConnection
    let settings: Settings
    let presence: Presence
    let admin: KafkaAdmin
    /// Calls other services where an order goes without Kafka.
    let caller: SyncCaller
    let secret: SharedSecret

    var producer: KafkaProducer?
    var handler: (any RecordHandler)?
    var records: RecordLoop?
    var follower: ReplayFollower?
    /// What the start waits for.
    var obstacle: String?
    private var web: WebServer?
    private var listener: Listener?
    private var starting: Task<Void, Never>?
    private var heartbeat: Task<Void, Never>?
    private let startedAt = Timestamp.now
    private var isStopping = false
    private let failure: AsyncStream<KafkaError>
    let fail: AsyncStream<KafkaError>.Continuation

    /// Makes everything and connects to nothing yet.
    ///
    /// - Parameters:
    ///   - metrics: what `/metrics` shows.
    ///   - output: takes the audit service's lines, whole.
    public init(
        kind: ServiceKind, options: ServiceOptions, metrics: MetricsRegistry = .shared,
        output: @escaping @Sendable ([UInt8]) -> Void = { StandardStream.output.write($0) }
    ) throws {
        self.kind = kind
        self.output = output
        self.metrics = ServiceMetrics(registry: metrics)
        var logger = Logger(label: kind.rawValue)
        logger[metadataKey: "instance"] = options.instanceID
        self.logger = logger
        var options = options
        options.kafka.log = logger.forKafka
        self.options = options
        loop = try EventLoop(name: options.instanceID)
        redis = RedisConnection(loop: loop, options: options.redis, name: options.instanceID)
        settings = try Settings(redis: redis, scripts: options.scripts, defaults: options.settings)
        presence = try Presence(redis: redis, scripts: options.scripts)
        admin = KafkaAdmin(loop: loop, options: options.kafka, timeout: .seconds(5))
        secret = SharedSecret(given: options.secret, redis: redis)
        caller = SyncCaller(presence: presence, secret: secret)
        (failure, fail) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// Begins to serve `/health`, and to start up in the background: Redis, Kafka and the topics may come later.
    ///
    /// - Throws: where `/health` cannot be served.
    public func start() async throws {
        let listener = try Listener(host: options.healthHost, port: UInt16(options.healthPort))
        let page = HealthPage(metrics: metrics.registry, desk: try syncDesk()) { [weak self] in
            self?.assumeIsolated { $0.report }
        }
        let web = WebServer(loop: loop, handler: page)
        try await web.start(on: listener)
        self.listener = listener
        self.web = web
        starting = Task { await self.startUp() }
        heartbeat = Task { await self.keepPresent() }
    }

    /// Waits for what cannot be mended here: a Kafka client that has given up for good.
    public func failed() async -> KafkaError? {
        for await error in failure { return error }
        return nil
    }

    // MARK: How it is doing

    var report: HealthReport {
        var report = HealthReport(
            state: .starting, service: kind.rawValue, instanceID: options.instanceID,
            group: kind.group(options.groups))
        report.reason = obstacle
        if let records {
            records.assumeIsolated { $0.complete(&report) }
        }
        if isStopping { report.state = .stopping }
        return report
    }

    /// Whether it has joined its group and nothing keeps it from working.
    public var isReady: Bool { report.isReady }

    /// What it reads.
    public var partitions: [TopicPartition] { report.partitions.map(\.partition) }

    /// Records done since the start, those passed over too.
    public var recordsHandled: Int { report.handled }

    /// The port of `/health`.
    public var healthPort: Int? { listener.map { Int($0.port) } }

    /// Where others reach `/health` and what is beside it.
    private var address: String {
        let own = IPAddress(options.healthHost.filter { $0 != "[" && $0 != "]" })
        let isEverywhere = own?.isUnspecified == true
        let host = isEverywhere ? MachineNames.lanAddress?.hostText ?? "127.0.0.1" : own?.hostText ?? options.healthHost
        return "\(host):\(listener?.port ?? 0)"
    }

    private func keepPresent() async {
        while !Task.isCancelled {
            let report = report
            for (partition, lag) in report.lag { metrics.setLag(lag, of: partition) }
            let presence = PresenceDetails(
                report: report, address: address, processID: getpid(), startedAt: startedAt,
                memoryBytes: ProcessMemory.residentBytes)
            do {
                try await self.presence.heartbeat(
                    kind: Self.presenceKind,
                    [Presence.Heartbeat(id: options.instanceID, details: presence.fields)])
            } catch {
                logger.debug("presence was not told: \(error)")
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    // MARK: End

    /// Stops in reverse: reads no more, finishes the batch in hand, commits, leaves the group, flushes, closes. Takes at
    /// most about 3 s; what is not done by then is left to whoever gets the partitions.
    public func stop() async {
        guard !isStopping else { return }
        isStopping = true
        starting?.cancel()
        await starting?.value
        await follower?.stop()
        await records?.stop(within: .milliseconds(1200))
        await handler?.finish()
        await producer?.close(timeout: .milliseconds(500))
        await admin.close()
        heartbeat?.cancel()
        await heartbeat?.value
        try? await presence.remove(kind: Self.presenceKind, ids: [options.instanceID])
        settings.stop()
        caller.close()
        await web?.close()
        await redis.close()
        fail.finish()
        logger.notice("stopped")
    }
}
