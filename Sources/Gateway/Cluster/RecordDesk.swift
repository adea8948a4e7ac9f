import EventLoop
import OrderEvents
import Redis
import State

/// What a gateway knows of topics, of groups, and of what services have made of records: for all its shards.
struct RecordDesk: Sendable {
    let view: ClusterView
    let groups: GroupNames
    let topics: TopicNames
    /// What is in Redis; nil where there is none, or no folder with its scripts.
    let state: Parts?

    struct Parts: Sendable {
        let replays: Replays
        let analytics: AnalyticsCounters
        let fraud: FraudWindows
        let letters: DeadLetters
    }

    /// - Parameter redis: on `loop`, for all of it.
    init(options: GatewayOptions, loop: EventLoop, redis: RedisConnection?) throws(StateError) {
        (groups, topics) = (options.groups, options.topics)
        guard let redis, let home = options.home else {
            state = nil
            view = ClusterView(loop: loop, options: options, presence: nil)
            return
        }
        let scripts = ScriptFolder("\(home)/redis")
        view = ClusterView(loop: loop, options: options, presence: try Presence(redis: redis, scripts: scripts))
        state = Parts(
            replays: try Replays(redis: redis, scripts: scripts),
            analytics: try AnalyticsCounters(redis: redis, scripts: scripts, horizon: options.dedupeHorizon),
            fraud: try FraudWindows(redis: redis, scripts: scripts, horizon: options.dedupeHorizon),
            letters: try DeadLetters(redis: redis, scripts: scripts, horizon: options.dedupeHorizon))
    }

    /// What can be asked of it.
    ///
    /// - Parameter settings: the limits that windows are held against.
    func commands(_ settings: ToldSettings?, _ diary: LabDiary) -> [Command] {
        cluster.commands(diary) + InsightCommands(state: state, settings: settings).commands
    }

    var cluster: ClusterCommands {
        ClusterCommands(view: view, groups: groups.readers(of: topics), replays: state?.replays)
    }
}
