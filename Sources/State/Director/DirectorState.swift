import Foundation
public import Redis

/// What chaos and drills have in Redis, so that any gateway knows of them and any can go on with them.
public struct DirectorState: Sendable {
    /// All of it, at one moment.
    public struct Look: Sendable {
        public let chaos: ChaosRun?
        public let drill: DrillRun?
        /// What is to be undone, by name; each is whatever the caller has kept.
        public let undos: [String: String]
    }

    /// The right to carry them out.
    public let lease: Lease
    private let redis: RedisConnection
    private let (begin, read, advance, note): (RedisScript, RedisScript, RedisScript, RedisScript)

    static let drillKey = "lab:drill"
    private static let (chaosKey, guessesKey) = ("lab:chaos", "lab:drill:guesses")
    private static let (undoKey, channel) = ("lab:undo", "lab:director")

    public init(redis: RedisConnection, scripts: ScriptFolder) throws(StateError) {
        self.redis = redis
        begin = try scripts.script("director_begin")
        read = try scripts.script("director_look")
        advance = try scripts.script("chaos_advance")
        note = try scripts.script("drill_note")
        lease = try Lease(redis: redis, scripts: scripts, key: "lab:lease")
    }

    /// Calls `changed` whenever something was begun or ended; also when Redis was away.
    public func follow(_ changed: @escaping @Sendable () -> Void) async {
        await redis.subscribe(Self.channel, onMessage: { _ in changed() }, onConnected: changed)
    }

    /// What goes on, and what is to be undone.
    nonisolated(nonsending) public func look() async throws(StateError) -> Look {
        let reply = try await redis.state(
            read, keys: [Self.chaosKey, Self.drillKey, Self.guessesKey, Self.undoKey], arguments: [])
        guard let parts = reply.list, parts.count == 4 else {
            throw StateError(.corrupt, "director_look answered \(reply)")
        }
        return Look(
            chaos: ChaosRun(parts[0].fields ?? [:]),
            drill: DrillRun(parts[1].fields ?? [:], guesses: (parts[2].list ?? []).compactMap(\.bytes)),
            undos: parts[3].fields ?? [:])
    }

    // MARK: Chaos

    /// - Returns: false where chaos or a drill is going on already.
    nonisolated(nonsending) public func start(_ run: ChaosRun) async throws(StateError) -> Bool {
        try await begin(Self.chaosKey, run.fields)
    }

    /// Notes how far it has come.
    ///
    /// - Returns: false where it has ended meanwhile.
    nonisolated(nonsending) public func advance(_ run: ChaosRun) async throws(StateError) -> Bool {
        let reply = try await redis.state(
            advance, keys: [Self.chaosKey],
            arguments: [.integer(run.startedAt), .integer(run.nextAt), .integer(Int64(run.done))])
        return reply.int == 1
    }

    /// - Returns: whether there was any.
    nonisolated(nonsending) public func stopChaos() async throws(StateError) -> Bool {
        let had = try await redis.state(["DEL", .text(Self.chaosKey)]).int == 1
        try await tell()
        return had
    }

    // MARK: Drills

    /// - Returns: false where chaos or a drill is going on already.
    nonisolated(nonsending) public func start(_ run: DrillRun) async throws(StateError) -> Bool {
        try await begin(Self.drillKey, run.fields)
    }

    /// Notes a guess, and when it was the first that is right.
    ///
    /// - Returns: false where the drill was stopped meanwhile, as in all that is noted.
    nonisolated(nonsending) public func add(_ guess: DrillRun.Guess, to drill: DrillRun) async throws(StateError)
        -> Bool
    {
        let json = (try? JSONEncoder().encode(guess)).map { [UInt8]($0) } ?? []
        return try await note(drill, guess.right ? ["foundAt", .integer(guess.at)] : [], guess: json)
    }

    /// Notes that what was broken is mended.
    nonisolated(nonsending) public func noteRepair(of drill: DrillRun, at time: Int64) async throws(StateError) -> Bool
    {
        try await note(drill, ["repairedAt", .integer(time)])
    }

    nonisolated(nonsending) public func reveal(_ drill: DrillRun) async throws(StateError) -> Bool {
        try await note(drill, ["revealed", "1"])
    }

    nonisolated(nonsending) private func note(
        _ drill: DrillRun, _ fields: [RedisArgument], guess: [UInt8] = []
    ) async throws(StateError) -> Bool {
        let reply = try await redis.state(
            note, keys: [Self.drillKey, Self.guessesKey],
            arguments: [.text(Self.channel), .integer(drill.startedAt), .bytes(guess)] + fields)
        return reply.int == 1
    }

    /// - Returns: whether there was one.
    nonisolated(nonsending) public func stopDrill() async throws(StateError) -> Bool {
        let count = try await redis.state(["DEL", .text(Self.drillKey), .text(Self.guessesKey)]).int ?? 0
        try await tell()
        return count > 0
    }

    // MARK: What is to be undone

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
