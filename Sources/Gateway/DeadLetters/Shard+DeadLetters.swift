import JSONText
import State

/// Commands about dead letters.
extension Shard {
    var deadLetterCommands: [Command] {
        [
            Command("deadletters.list", .get("/api/dead-letters"), .read) {
                [weak self] input, context throws(Problem) in
                let limit = try input.integer(ifPresent: "limit", in: 1...200) ?? 50
                var before = DeadLetterPlaces()
                if let text = try input.text(ifPresent: "before") {
                    guard let places = DeadLetterPlaces(text: text) else {
                        throw Problem(field: "before", "must be the next of the page before")
                    }
                    before = places
                }
                guard let desk = try await self?.deadLetterDesk(for: context.identity) else { return [] }
                return try await desk.list(limit: limit, before: before)
            },
            Command("deadletters.redrive", .post("/api/dead-letters/redrive"), .direct, in: shared.diary) {
                [weak self] input, context throws(Problem) in
                let ids = try Self.ids(input)
                let again = try input.flag(ifPresent: "again") ?? false
                guard let desk = try await self?.deadLetterDesk(for: context.identity) else { return Act([], []) }
                let tally = try await desk.redrive(ids, again: again)
                return Act(
                    JSONWriter.object {
                        $0.field("redriven", tally.done)
                        $0.field("skipped", tally.skipped)
                    }, Self.entries("redrive", tally, "sent back to where they came from"))
            },
            Command("deadletters.discard", .post("/api/dead-letters/discard"), .direct, in: shared.diary) {
                [weak self] input, context throws(Problem) in
                let ids = try Self.ids(input)
                guard let desk = try await self?.deadLetterDesk(for: context.identity) else { return Act([], []) }
                let tally = try await desk.discard(ids)
                return Act(
                    JSONWriter.object {
                        $0.field("discarded", tally.done)
                        $0.field("skipped", tally.skipped)
                    }, Self.entries("discard", tally, "put aside"))
            },
        ]
    }

    private static func entries(_ action: String, _ tally: DeadLetterDesk.Tally, _ what: String) -> [LabEntry] {
        guard tally.done > 0 else { return [] }
        return [
            LabEntry(by: .instructor, action: action, target: "dead letters", detail: "\(tally.done) \(what)")
        ]
    }

    /// Which letters are meant: `{"ids": […]}`, or nil for `{"all": true}`.
    private static func ids(_ input: CommandInput) throws(Problem) -> Set<String>? {
        let all = try input.flag(ifPresent: "all") ?? false
        let ids = try input.texts(ifPresent: "ids")
        guard all != (ids != nil) else { throw Problem(field: "ids", "must be a list of ids; or all must be true") }
        guard let ids else { return nil }
        guard (1...DeadLetterDesk.mostIDs).contains(ids.count) else {
            throw Problem(field: "ids", "must be 1 to \(DeadLetterDesk.mostIDs) ids")
        }
        return Set(ids)
    }

    private func deadLetterDesk(for identity: Identity?) throws(Problem) -> DeadLetterDesk {
        guard let state = shared.records.state else { throw .noState }
        var scopes: [HistoryScope] = []
        for topic in [options.topics.deadLetters, options.topics.auditDeadLetters]
        where options.channels.contains(where: { $0.name == topic }) {
            let fanout = try readableChannel(topic)
            _ = try fanout.channel.permitted(.init(), to: identity)
            scopes.append(fanout.scope)
        }
        guard !scopes.isEmpty else {
            throw Problem(404, "command.unavailable", "none of this gateway's channels has dead letters")
        }
        return DeadLetterDesk(
            scopes: scopes, history: shared.history, publisher: shared.publisher, letters: state.letters,
            view: shared.records.view,
            topics: options.topics, groups: options.groups, instanceID: options.instanceID)
    }
}
