import Foundation
import JSONText
import OrderEvents
import State

/// Topics, groups, and groups that read again.
struct ClusterCommands: Sendable {
    let view: ClusterView
    let groups: [GroupNames.Reader]
    /// Nil: there is no Redis to keep them.
    let replays: Replays?

    func commands(_ diary: LabDiary) -> [Command] {
        [
            Command("topics.list", .get("/api/topics"), .read) { _, _ throws(Problem) in
                let state = try await view.current()
                var topics = JSONWriter()
                state.write(topicsTo: &topics)
                return JSONWriter.object { $0.raw("topics", topics.bytes) }
            },
            Command("groups.list", .get("/api/groups"), .read) { _, _ throws(Problem) in
                let state = try await view.current()
                var groups = JSONWriter()
                state.write(groupsTo: &groups)
                return JSONWriter.object { $0.raw("groups", groups.bytes) }
            },
            Command("replay", .post("/api/lab/replay"), .direct, in: diary) { input, _ throws(Problem) in
                try await replay(input)
            },
            Command("replays.list", .get("/api/lab/replays"), .read) { _, _ throws(Problem) in
                let progress = try await progress(try await view.current())
                return JSONWriter.object {
                    $0.array("replays") { json in for one in progress { one.write(to: &json) } }
                }
            },
        ]
    }

    /// The replays that are going on.
    nonisolated(nonsending) func progress(_ state: ClusterState) async throws(Problem) -> [ReplayProgress] {
        guard let replays else { return [] }
        do throws(StateError) {
            // What instances say of themselves may be from just before they were sent back.
            let recent = Int64((Date().timeIntervalSince1970 - 3) * 1000)
            return try await replays.list().map { ReplayProgress($0, state[$0.group]) }
                .filter { !$0.isOver || $0.replay.time.milliseconds > recent }
        } catch {
            throw Problem(error)
        }
    }

    nonisolated(nonsending) private func replay(_ input: CommandInput) async throws(Problem) -> Act {
        guard let replays else { throw .noState }
        let group = try input.text("group")
        guard let reader = groups.first(where: { $0.group == group }) else {
            let list = groups.map(\.group).joined(separator: ", ")
            throw Problem(404, "group.unknown", "there is no group \(group.prefix(100)); there are \(list)")
        }
        let start = try Self.start(try input.text("from"))
        let state = try await view.fresh()
        var ends: [Replay.Place: Int64] = [:]
        for (partition, offsets) in state.offsets where reader.topics.contains(partition.topic) {
            ends[Replay.Place(topic: partition.topic, partition: partition.partition)] = offsets.upperBound
        }
        let id = Identifier.random()
        do throws(StateError) {
            try await replays.request(id: id, group: group, from: start, ends: ends)
        } catch {
            throw Problem(error)
        }
        return Act(
            JSONWriter.object {
                $0.field("id", id)
                $0.field("group", group)
                $0.field("partitions", ends.count)
            }, LabEntry(by: .instructor, action: "replay", target: group, detail: Self.words(start)))
    }

    private static func words(_ start: Replay.Start) -> String {
        switch start {
        case .beginning: "reads again from the beginning"
        case .time(let time): "reads again from \(time.iso8601)"
        }
    }

    /// `beginning`, or a time.
    static func start(_ text: String) throws(Problem) -> Replay.Start {
        if text == "beginning" { return .beginning }
        guard let time = Timestamp(iso8601: text) else {
            throw Problem(field: "from", "must be beginning, or an ISO 8601 time with a zone (2026-02-05T12:31:17Z)")
        }
        return .time(time)
    }
}
