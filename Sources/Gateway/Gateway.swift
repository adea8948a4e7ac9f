import EventLoop
import Foundation
import Kafka
import OrderEvents
import Program
import Redis
import State
import Telemetry
import WebServer

/// The edge of the system: reads Kafka once, serves it to any number of clients, takes their orders.
///
/// Its parts, in the order in which they start: shards (each a loop with a server, rings, a Redis connection), the bridge
/// from Kafka to them, and the relay from the outbox to Kafka. They stop in reverse. Only a gateway that takes orders has
/// the relay, and needs Redis.
public actor Gateway {
    let options: GatewayOptions
    let log: Logger
    let control: EventLoop
    let readiness = Readiness()
    let gatekeeper: Gatekeeper
    private let limits: ConnectionLimits
    var guards: [Task<Void, Never>] = []
    private var loops: [EventLoop] = []
    private(set) var shards: [Shard] = []
    private var servers: [WebServer] = []
    private var connections: [RedisConnection] = []
    private var bridge: Bridge?
    private var relay: OutboxRelay?
    private var desk: OrderDesk?
    /// Nil where there is no Redis, or before they were opened.
    var settings: Settings?
    /// Nil where there is none to be had.
    var room: RoomWatch?
    private var history: HistoryReader?
    private(set) var publisher: Publisher?
    private var records: RecordDesk?
    private var attendance: Attendance?
    var system: SystemWatch?
    /// Nil where there is no Redis.
    var director: Director?
    /// Tells of this gateway, as long as it runs.
    var telling: Task<Void, Never>?
    private var broker: BrokerWatch?
    private var watch: Task<Void, Never>?
    /// The port that is served, also where any was asked for.
    public private(set) var port: UInt16 = 0

    public init(options: GatewayOptions) throws(EventLoopError) {
        var options = options
        options.kafka.log = Logger(label: "kafka").forKafka
        self.options = options
        gatekeeper = Gatekeeper(options: options.access, host: options.host)
        limits = ConnectionLimits(total: options.access.connectionLimit, each: options.access.addressLimit)
        control = try EventLoop(name: "bridge")
        var log = Logger(label: "gateway")
        log[metadataKey: "instance"] = options.instanceID
        self.log = log
    }

    // MARK: Start

    /// Opens the port, then everything behind it. Returns once the port is served: `/ready` says what is still missing.
    public func start() async throws {
        readiness.set("kafka", trouble: Bridge.beginning)
        let broker = BrokerWatch(loop: control, options: options.kafka)
        self.broker = broker
        let desk = try openDesk(broker)
        let page = try page()
        let history = try openHistory()
        let publisher = Publisher(
            loop: control, options: options.kafka, limits: options.publishing, broker: broker)
        self.publisher = publisher
        let listener = try Listener(host: options.host, port: options.port)
        port = listener.port
        let snapshots = try openSnapshots()
        let state = try openLabState()
        let records = try RecordDesk(options: options, loop: control, redis: redis(on: control, name: "records"))
        self.records = records
        let diary = LabDiary(state?.lab)
        let shared = SharedParts(
            history: history, publisher: publisher, snapshots: snapshots, gatekeeper: gatekeeper, limits: limits,
            readiness: readiness, commands: try await commands(state, records, diary), room: room,
            join: join, records: records, diary: diary, handWritten: HandWritten(diary), page: page)
        for index in 0..<options.shards { try makeShard(index, desk: desk, shared) }
        attendance = await beginAttendance(try sharedPresence())
        if let state { await beginSystem(state, records) }
        for shard in shards { servers.append(try await serve(shard, on: listener)) }
        beginRoom()
        await broker.start()
        await director?.start()
        await startBridge(snapshots, relay: desk?.relay)
        await beginGuard()
        sayWhatIsLeftOut(desk)
        log.notice("serving \(options.access.certificate == nil ? "http" : "https")://\(options.host):\(port)")
    }

    /// Where orders are taken, if they are.
    private func openDesk(_ broker: BrokerWatch) throws -> OrderDesk? {
        guard options.takesOrders, let redis = redis(on: control, name: "relay"), let settings = try openSettings()
        else { return nil }
        let desk = try OrderDesk(
            options: options, loop: control, redis: redis, settings: settings, broker: broker, readiness: readiness)
        relay = desk.relay
        self.desk = desk
        return desk
    }

    /// The page that is served, if one is.
    private func page() throws -> StaticFiles? {
        let root = options.webRoot ?? (options.takesOrders ? "\(options.home ?? ".")/web" : nil)
        guard let page = try root.map({ try StaticFiles(root: $0, mappings: Self.libraries) }) else { return nil }
        for path in page.missing { log.warning("\(path) is missing: the page does without") }
        return page
    }

    private func openHistory() throws -> HistoryReader {
        let loop = try EventLoop(name: "history")
        loops.append(loop)
        let reader = HistoryReader(
            loop: loop, options: options.kafka, channels: options.channels, limits: options.historyReads)
        history = reader
        return reader
    }

    /// Where the newest record of each key is kept, if a channel begins with that.
    private func openSnapshots() throws -> SnapshotKeeper? {
        guard options.channels.contains(where: { $0.snapshot == .compacted }) else { return nil }
        let loop = try EventLoop(name: "snapshots")
        loops.append(loop)
        return SnapshotKeeper(loop: loop, options: options)
    }

    private func makeShard(_ index: Int, desk: OrderDesk?, _ shared: SharedParts) throws {
        let loop = try EventLoop(name: "shard-\(index)")
        loops.append(loop)
        var orders: OrderCommands?
        if let desk, let redis = redis(on: loop, name: "shard-\(index)") { orders = try desk.commands(redis: redis) }
        let shard = Shard(loop: loop, index: index, options: options, orders: orders, shared: shared)
        shards.append(shard)
    }

    /// - Parameter relay: begins once the topics are there: the embedded broker makes up one that is written to.
    private func startBridge(_ snapshots: SnapshotKeeper?, relay: OutboxRelay?) async {
        let written = Set([options.topics.orders, options.topics.audit])
        let bridge = Bridge(
            loop: control, options: options,
            shards: shards.map { shard in
                Mailbox(loop: shard.loop) { inputs in shard.assumeIsolated { $0.take(inputs) } }
            }, snapshots: snapshots,
            onLive: (written.intersection(options.channels.map(\.name)), { await relay?.start() }))
        self.bridge = bridge
        await bridge.start()
        watch = Task { await watchParts(bridge) }
    }

    private func sayWhatIsLeftOut(_ desk: OrderDesk?) {
        if options.redis == nil {
            log.notice("without Redis: no orders, no commands; presence, links and disconnects are this gateway's own")
        } else if desk == nil {
            log.notice("no channel has the state of orders: no orders, no commands")
        }
    }

    private func serve(_ shard: Shard, on listener: Listener) async throws -> WebServer {
        var configuration = WebServerConfiguration()
        configuration.closeDeadline = options.stopDeadline
        configuration.subprotocols = ["dojo.v1"]
        configuration.messageLimit = options.sessions.messageBytes
        configuration.compresses = options.compresses
        configuration.headerDeadline = options.sessions.handshakeDeadline
        configuration.pingInterval = options.sessions.pingInterval
        configuration.pongDeadline = options.sessions.pongDeadline
        configuration.frameLimit = max(options.frameLimit * 2, 1 << 20)
        configuration.certificate = options.access.certificate
        configuration.privateKey = options.access.privateKey
        let (limits, proxies) = (limits, options.access.proxies)
        configuration.admits = { peer in limits.enter(proxies.contains(peer) ? nil : peer) }
        configuration.left = { peer in limits.leave(proxies.contains(peer) ? nil : peer) }
        configuration.logError = { [log] line in log.warning("\(line)") }
        configuration.problemResponse = { problem in
            let id = problem.headers["x-correlation-id"].flatMap { Identifier.isAcceptable($0) ? $0 : nil }
            let told = Problem(problem.status, problem.code, problem.detail)
            let correlationID = id ?? Identifier.random()
            return HTTPResponse(
                status: problem.status,
                headers: [("Content-Type", "application/problem+json"), ("X-Correlation-Id", correlationID)],
                body: told.json(title: HTTPStatus.reason(problem.status).description, correlationID: correlationID))
        }
        let server = WebServer(loop: shard.loop, configuration: configuration, handler: shard)
        await shard.beginPulse()
        try await server.start(on: listener)
        return server
    }

    /// Libraries of the page, where Debian's packages put them.
    private static let libraries = ["/vendor/chart.js": "/usr/share/javascript/chart.js/chart.min.js"]

    /// A connection that ends with the gateway; nil where there is no Redis.
    func redis(on loop: EventLoop, name: String) -> RedisConnection? {
        guard let redis = options.redis else { return nil }
        let connection = RedisConnection(loop: loop, options: redis, name: "\(options.instanceID)/\(name)")
        connections.append(connection)
        return connection
    }

    /// Keeps `/ready` true, and tells who watches it of every change.
    private func watchParts(_ bridge: Bridge) async {
        var (told, next): ([UInt8], _) = ([], EventLoop.now)
        while !Task.isCancelled {
            readiness.set("kafka", trouble: await bridge.trouble)
            let troubles = await bridge.channelTroubles
            for channel in options.channels {
                readiness.set("channel \(channel.name)", trouble: troubles[channel.name], isBearable: true)
            }
            var isReachable = true
            for connection in connections where isReachable {
                do {
                    _ = try await connection.send(["PING"])
                } catch {
                    isReachable = false
                    readiness.set("redis", trouble: "Redis cannot be used: \(error.message)")
                }
            }
            if isReachable {
                var trouble: String?
                if options.takesOrders, let redis = connections.first { trouble = await StorageRoom.trouble(of: redis) }
                readiness.set("redis", trouble: trouble)
            }
            let isLost = broker?.isLost == true
            if isLost { readiness.set("kafka", trouble: Problem.brokerLost.message) }
            readiness.set("broker", trouble: isLost ? "changes are refused until the broker is there again" : nil)
            let body = readiness.json(instance: options.instanceID)
            // What Kafka's library says of a broker that is away is another sentence again and again.
            if body != told, EventLoop.now >= next {
                (told, next) = (body, EventLoop.now + .seconds(1))
                let message = ServerMessage.readiness(body)
                for shard in shards { await shard.tell(readiness: message) }
            }
            try? await Task.sleep(for: readiness.isReady ? .seconds(1) : .milliseconds(50))
        }
    }

    // MARK: Stop

    /// Stops accepting, tells clients to go elsewhere, sends what is owed, and ends.
    public func stop() async {
        log.notice("stopping")
        watch?.cancel()
        room?.stop()
        for task in guards { task.cancel() }
        for server in servers { server.stopAccepting() }
        desk?.stop()
        for shard in shards { await shard.closeAll(.goingAway) }
        // All at once: clients that do not answer and a broker that is away each take their time. An order that is
        // accepted meanwhile stays in the outbox.
        await withTaskGroup { group in
            for server in servers { group.addTask { await server.close() } }
            group.addTask { [relay] in await relay?.stop() }
            group.addTask { [publisher] in await publisher?.close() }
        }
        await attendance?.stop()
        await system?.stop()
        await director?.stop()
        telling?.cancel()
        await telling?.value
        await history?.close()
        await records?.view.close()
        await bridge?.stop()
        await broker?.stop()
        for connection in connections { await connection.close() }
        await watch?.value
        for loop in loops { loop.stop() }
        control.stop()
    }
}
