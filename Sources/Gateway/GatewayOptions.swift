import Fanout
import Kafka
import OrderEvents
import Redis
import State
import Telemetry

/// All settings of a gateway: one value, read once at start.
public struct GatewayOptions: Sendable {
    public var host: String
    /// 0: any free port.
    public var port: UInt16
    /// Loop threads that serve clients.
    public var shards: Int
    /// How this gateway calls itself to clients and in the log.
    public var instanceID: String
    /// The project's folder, with `redis/` and `web/` in it; nil where there is none. Needed for orders only.
    public var home: String?
    /// The folder with the page, where it is not `web/` of the project. Only a gateway that takes orders has a page by
    /// default.
    public var webRoot: String?
    public var access: AccessOptions
    public var sessions: SessionLimits
    public var kafka: KafkaOptions
    /// Nil: there is none, and nothing that needs it.
    public var redis: RedisOptions?
    /// What the topics of the contract are called.
    public var topics: TopicNames
    /// What the groups of the services are called.
    public var groups: GroupNames
    /// What clients can follow: the workshop's channels unless said otherwise.
    public var channels: [Channel]
    /// How much of each channel is kept for clients that come late or back, where the channel does not say.
    public var history: ChannelRing.Limits
    /// How much a compacted snapshot may hold, where the channel does not say.
    public var snapshotLimits: ChannelRing.Limits
    /// How much of what is no longer in memory is read from Kafka for clients.
    public var historyReads = HistoryLimits()
    /// How much clients may have on its way to Kafka.
    public var publishing = PublishLimits()
    /// Bytes of records in a frame, and of a client that was choked.
    public var frameLimit: Int
    public static let chokedFrameLimit = 8 * 1024
    /// Whether clients that offer to read compressed messages are sent them; see ``WebServerConfiguration/compresses``.
    public var compresses = false
    /// See ``Pace``.
    public var paceFactor: Double
    /// Entries of the outbox at which changes are refused.
    public var outboxLimit: Int
    /// How long what was deleted, decided or counted is remembered.
    public var dedupeHorizon: Duration
    /// What holds where `settings` in Redis says nothing: what services are told has to be told here, too.
    public var settings: SettingsValues
    /// How long open connections get to finish at a stop.
    public var stopDeadline: Duration
    /// Whoever stops a gateway has to wait a little longer than this.
    public static let defaultStopDeadline = Duration.seconds(2)
    public var telemetry: TelemetryOptions

    /// Whether this is a gateway of the workshop: a channel begins with the state of orders.
    var takesOrders: Bool { channels.contains { $0.snapshot == .orders } }
}
