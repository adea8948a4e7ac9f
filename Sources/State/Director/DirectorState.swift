import Foundation
public import Redis

/// What chaos and drills have in Redis, so that any gateway knows of them and any can go on with them.
public struct DirectorState: Sendable {
    /// The right to carry them out.
    public let lease: Lease
    private let redis: RedisConnection
    private let begin: RedisScript

    private static let (chaosKey, drillKey, guessesKey) = ("lab:chaos", "lab:drill", "lab:drill:guesses")
    private static let (undoKey, channel) = ("lab:undo", "lab:director")

    public init(redis: RedisConnection, scripts: ScriptFolder) throws(StateError) {
        self.redis = redis
        begin = try scripts.script("director_begin")
        lease = try Lease(redis: redis, scripts: scripts, key: "lab:lease")
    }

    /// Calls `changed` whenever something was begun or ended; also when Redis was away.
    public func follow(_ changed: @escaping @Sendable () -> Void) async {
        await redis.subscribe(Self.channel, onMessage: { _ in changed() }, onConnected: changed)
    }

    // MARK: Chaos

    nonisolated(nonsending) public func chaos() async throws(StateError) -> ChaosRun? {
        ChaosRun(try await redis.state(["HGETALL", .text(Self.chaosKey)]).fields ?? [:])
    }

    /// - Returns: false where chaos or a drill is going on already.
    nonisolated(nonsending) public func start(_ run: ChaosRun) async throws(StateError) -> Bool {
        try await begin(Self.chaosKey, run.fields)
    }

    /// Notes how far it has come; nothing where it has ended meanwhile.
    nonisolated(nonsending) public func advance(_ run: ChaosRun) async throws(StateError) {
        guard try await chaos()?.startedAt == run.startedAt else { return }
        _ = try await redis.state([
            "HSET", .text(Self.chaosKey), "nextAt", .integer(run.nextAt), "done", .integer(run.done),
        ])
    }

    /// - Returns: whether there was any.
    nonisolated(nonsending) public func stopChaos() async throws(StateError) -> Bool {
        let had = try await redis.state(["DEL", .text(Self.chaosKey)]).int == 1
        try await tell()
        return had
    }

    // MARK: Drills

    nonisolated(nonsending) public func drill() async throws(StateError) -> DrillRun? {
        let fields = try await redis.state(["HGETALL", .text(Self.drillKey)]).fields ?? [:]
        let guesses = try await redis.state(["LRANGE", .text(Self.guessesKey), "0", "-1"]).list ?? []
        return DrillRun(fields, guesses: guesses.compactMap(\.bytes))
    }

    /// - Returns: false where chaos or a drill is going on already.
    nonisolated(nonsending) public func start(_ run: DrillRun) async throws(StateError) -> Bool {
        try await begin(Self.drillKey, run.fields)
    }

    /// Notes a guess, and when it was the first that is right.
    nonisolated(nonsending) public func add(_ guess: DrillRun.Guess) async throws(StateError) {
        let json = (try? JSONEncoder().encode(guess)).map { [UInt8]($0) } ?? []
        _ = try await redis.state(["RPUSH", .text(Self.guessesKey), .bytes(json)])
        _ = try await redis.state(["LTRIM", .text(Self.guessesKey), "-100", "-1"])
        if guess.right {
            _ = try await redis.state(["HSETNX", .text(Self.drillKey), "foundAt", .integer(guess.at)])
        }
        try await tell()
    }

    /// Notes that what was broken is mended.
    nonisolated(nonsending) public func noteRepair(at time: Int64) async throws(StateError) {
        _ = try await redis.state(["HSETNX", .text(Self.drillKey), "repairedAt", .integer(time)])
    }

    nonisolated(nonsending) public func reveal() async throws(StateError) {
        _ = try await redis.state(["HSETNX", .text(Self.drillKey), "revealed", "1"])
        try await tell()
    }

    /// - Returns: whether there was one.
    nonisolated(nonsending) public func stopDrill() async throws(StateError) -> Bool {
        let had = try await redis.state(["DEL", .text(Self.drillKey)]).int == 1
        _ = try await redis.state(["DEL", .text(Self.guessesKey)])
        try await tell()
        return had
    }

    // MARK: What is to be undone

    /// By name; each is whatever the caller has kept.
    nonisolated(nonsending) public func undos() async throws(StateError) -> [String: String] {
        try await redis.state(["HGETALL", .text(Self.undoKey)]).fields ?? [:]
    }

    nonisolated(nonsending) public func keepUndo(_ name: String, _ text: String) async throws(StateError) {
        _ = try await redis.state(["HSET", .text(Self.undoKey), .text(name), .text(text)])
    }

    nonisolated(nonsending) public func forgetUndo(_ name: String) async throws(StateError) {
        _ = try await redis.state(["HDEL", .text(Self.undoKey), .text(name)])
    }

    nonisolated(nonsending) private func begin(_ key: String, _ fields: [String: String]) async throws(StateError)
        -> Bool
    {
        let reply = try await redis.state(
            begin, keys: [key, Self.chaosKey, Self.drillKey, Self.guessesKey, Self.undoKey],
            arguments: [.text(Self.channel)] + fields.flatMap { [RedisArgument.text($0.key), .text($0.value)] })
        return reply.int == 1
    }

    nonisolated(nonsending) private func tell() async throws(StateError) {
        _ = try await redis.state(["PUBLISH", .text(Self.channel), ""])
    }
}
