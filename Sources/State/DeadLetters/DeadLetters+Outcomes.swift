public import OrderEvents
import Redis

/// What the group whose letter it was has made of it since.
extension DeadLetters {
    /// A letter that was sent back.
    public struct Redriven: Hashable, Sendable {
        let id: EventID
        let group: String
        let count: Int
        /// The id of the letter that the group writes if it still cannot parse the record.
        let poison: EventID?

        /// - Parameters:
        ///   - id: the letter's.
        ///   - count: which time it was.
        ///   - poison: see ``poison``.
        public init(id: EventID, group: String, count: Int, poison: EventID?) {
            self.id = id
            self.group = group
            self.count = count
            self.poison = poison
        }
    }

    /// What became of each: NOTIFIED, RETRY or DLQ by the group of notifications, DLQ where a record could not be parsed
    /// again, HANDLED by another group; nil where nothing has been decided yet.
    ///
    /// - Parameter notificationGroup: the group that decides about notifications.
    nonisolated(nonsending) public func outcomes(
        of letters: [Redriven], notificationGroup: String
    ) async throws(StateError) -> [String?] {
        guard !letters.isEmpty else { return [] }
        // Four keys each: given up again, the record, and its retries.
        let keys = letters.flatMap { letter -> [String] in
            let record = EventID.redrive(of: letter.id, attempt: letter.count)
            let isNotification = letter.group == notificationGroup
            return [
                Decisions.key(letter.poison ?? record, of: letter.group), Decisions.key(record, of: letter.group),
                isNotification
                    ? Decisions.key(.retry(of: record, attempt: 1), of: letter.group)
                    : "analytics:seen:\(KeyName.escape(record.text))",
                Decisions.key(.retry(of: record, attempt: isNotification ? 2 : 1), of: letter.group),
            ]
        }
        let reply = try await redis.state(["MGET"] + keys.map { .text($0) })
        guard let values = reply.list, values.count == keys.count else {
            throw StateError(.corrupt, "MGET answered \(reply)")
        }
        return letters.indices.map { index in
            let letter = letters[index]
            let held = values[4 * index..<4 * index + 4].map(\.text)
            if letter.poison != nil, held[0] != nil { return "DLQ" }
            guard letter.group == notificationGroup else { return (held[1] ?? held[2]).map { _ in "HANDLED" } }
            // The newest attempt: "1NOTIFIED 1770297077406 notification-1".
            let newest = held[3] ?? held[2] ?? held[1]
            return newest.flatMap { $0.dropFirst().split(separator: " ").first.map(String.init) }
        }
    }
}
