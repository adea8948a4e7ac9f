import State
import Telemetry

/// Writes down what is done to the system, for the room to read: the one way from commands into the log of the lab.
struct LabDiary: Sendable {
    /// Nil: there is no Redis to keep it.
    let lab: Lab?
    private let log = Logger(label: "gateway.lab")

    init(_ lab: Lab?) { self.lab = lab }

    /// Says what an act wants to be desired, and writes it down.
    ///
    /// - Returns: the answer to whoever asked for it.
    /// - Throws: where what is desired could not be said.
    nonisolated(nonsending) func carryOut(_ act: Act) async throws(Problem) -> [UInt8] {
        guard !act.changes.isEmpty else {
            await note(act.entries)
            return act.answer
        }
        guard let lab else { throw .noState }
        do throws(StateError) {
            try await lab.desire(act.changes, act.entries.first)
        } catch {
            throw Problem(error)
        }
        await note(Array(act.entries.dropFirst()))
        return act.answer
    }

    /// Writes down what was done already. It stays done where that fails.
    nonisolated(nonsending) func note(_ entries: [LabEntry]) async {
        guard let lab else { return }
        for entry in entries {
            do throws(StateError) {
                try await lab.desire([], entry)
            } catch {
                log.warning(
                    "what was done is not in the log of the lab",
                    metadata: ["action": entry.action, "target": entry.target, "error": error.message])
            }
        }
    }
}
