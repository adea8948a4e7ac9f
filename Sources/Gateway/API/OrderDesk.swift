import EventLoop
import Redis
import State
import SyncCalls

/// Where orders are taken: what the workshop's gateway has, and one in front of other topics has not.
///
/// It is there when a channel begins with the state of orders, which is in Redis.
struct OrderDesk: Sendable {
    let relay: OutboxRelay
    private let options: GatewayOptions
    private let scripts: ScriptFolder
    private let broker: BrokerWatch
    private let settings: Settings
    private let sync: SyncPath

    /// - Parameter redis: for the relay and for finding services, on `loop`.
    init(
        options: GatewayOptions, loop: EventLoop, redis: RedisConnection, settings: Settings, broker: BrokerWatch,
        readiness: Readiness
    ) throws(StateError) {
        self.options = options
        self.broker = broker
        self.settings = settings
        scripts = ScriptFolder("\(options.home ?? ".")/redis")
        relay = OutboxRelay(
            loop: loop, options: options, outbox: try Outbox(redis: redis, scripts: scripts), readiness: readiness)
        sync = SyncPath(
            settings: settings,
            caller: SyncCaller(
                presence: try Presence(redis: redis, scripts: scripts),
                secret: SharedSecret(given: options.access.secret, redis: redis)))
    }

    /// Ends calls of services that are under way, and with them the changes that wait for those.
    func stop() { sync.caller.close() }

    /// What callers may do to orders, over a shard's own connection.
    func commands(redis: RedisConnection) throws(StateError) -> OrderCommands {
        let store = try OrderStore(
            redis: redis, scripts: scripts,
            options: OrderStore.Options(
                topics: options.topics, outboxLimit: options.outboxLimit, horizon: options.dedupeHorizon))
        return OrderCommands(
            store: store, broker: broker, settings: settings, sync: sync, instanceID: options.instanceID,
            changed: { [relay] in relay.wake() })
    }
}

extension Problem {
    /// The answer of a gateway without one.
    static let noOrders = Problem(
        404, "orders.unavailable", "this gateway takes no orders: none of its channels has their state")
    static let noOrderCommands = Problem(
        404, "command.unavailable", "this gateway takes no orders: none of its channels has their state")
}
