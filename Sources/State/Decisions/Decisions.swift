public import OrderEvents
public import Redis

/// What a group decided about a record, stored before it is acted on: whoever reads the record again, after a crash or in
/// a replay, follows the first decision.
public struct Decisions: Sendable {
    /// What would be decided, if nothing has been yet.
    public struct Candidate: Hashable, Sendable {
        public let eventID: EventID
        /// Whatever the caller needs to act on it later; short.
        public let text: String

        public init(eventID: EventID, text: String) {
            self.eventID = eventID
            self.text = text
        }
    }

    /// What holds.
    public struct Decision: Hashable, Sendable {
        public let text: String
        /// Whether what it caused has been acknowledged by Kafka: nothing is left to do.
        public let isAcknowledged: Bool
    }

    private let redis: RedisConnection
    private let group: String
    private let horizon: Duration
    private let record: RedisScript
    private let acknowledge: RedisScript

    /// - Parameter horizon: how long decisions are kept: the topics' retention plus a day.
    public init(
        redis: RedisConnection, scripts: ScriptFolder, group: String, horizon: Duration
    ) throws(StateError) {
        self.redis = redis
        self.group = group
        self.horizon = horizon
        record = try scripts.script("decision_record")
        acknowledge = try scripts.script("decision_acknowledge")
    }

    /// Stores each candidate unless there is a decision about its event already, in one call.
    /// - Returns: the decision that holds about each, in the same order.
    nonisolated(nonsending) public func decide(_ candidates: [Candidate]) async throws(StateError) -> [Decision] {
        guard !candidates.isEmpty else { return [] }
        let reply = try await redis.state(
            record, keys: candidates.map { key($0.eventID) },
            arguments: [.integer(horizon.milliseconds)] + candidates.map { .text($0.text) })
        let decisions = reply.list?.compactMap { $0.text.flatMap(Self.parse) } ?? []
        guard decisions.count == candidates.count else {
            throw StateError(.corrupt, "decision_record answered \(reply)")
        }
        return decisions
    }

    /// Marks that what the decisions about these events caused has been acknowledged.
    nonisolated(nonsending) public func acknowledge(_ eventIDs: [EventID]) async throws(StateError) {
        guard !eventIDs.isEmpty else { return }
        _ = try await redis.state(acknowledge, keys: eventIDs.map(key))
    }

    private func key(_ eventID: EventID) -> String { Self.key(eventID, of: group) }

    /// Where the decision of a group about a record is.
    static func key(_ eventID: EventID, of group: String) -> String {
        "decision:\(KeyName.escape(group)):\(KeyName.escape(eventID.text))"
    }

    private static func parse(_ stored: String) -> Decision? {
        guard let mark = stored.first else { return nil }
        return Decision(text: String(stored.dropFirst()), isAcknowledged: mark == "1")
    }
}
