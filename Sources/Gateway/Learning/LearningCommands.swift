import JSONText
import State

/// What the room has seen of the workshop. Pages watch for it; those of whoever may instruct tell of it.
struct LearningCommands: Sendable {
    /// Nil: there is no Redis.
    let learning: Learning?
    let diary: LabDiary

    var commands: [Command] {
        [
            Command("learning.get", .get("/api/learning"), .read) { _, _ throws(Problem) in
                try await ask { learning throws(StateError) in try await learning.seen() }
            },
            Command("learning.see", .put("/api/learning/{check}"), .direct, in: diary) { input, _ throws(Problem) in
                let check = try input.choice("check", of: WorkshopCheck.self)
                // Nothing is changed by having seen something.
                return Act(
                    try await ask { learning throws(StateError) in try await learning.see(check.rawValue) }, [])
            },
            Command("learning.forget", .delete("/api/learning"), .direct, in: diary) { _, _ throws(Problem) in
                Act(
                    try await ask { learning throws(StateError) in try await learning.forget() },
                    LabEntry(by: .instructor, action: "begin", target: "Learn", detail: "nothing is ticked off"))
            },
        ]
    }

    nonisolated(nonsending) private func ask(
        _ question: nonisolated(nonsending) (Learning) async throws(StateError) -> SeenThings
    ) async throws(Problem) -> [UInt8] {
        guard let learning else { throw .noState }
        do throws(StateError) {
            return try await question(learning).json
        } catch {
            throw Problem(error)
        }
    }
}
