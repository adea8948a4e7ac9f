import JSONText
import State

/// Chaos by seed: what will break, beginning, and stopping.
struct ChaosCommands: Sendable {
    /// Nil: there is no Redis.
    let director: Director?
    let diary: LabDiary

    private static let mostSteps = 100

    var commands: [Command] {
        [
            Command("chaos.plan", .get("/api/lab/chaos"), .read) { input, _ throws(Problem) in
                let plan = try Self.plan(input)
                let count = try input.integer(ifPresent: "count", in: 1...Self.mostSteps) ?? 20
                return JSONWriter.object {
                    $0.array("steps") { json in for number in 0..<count { plan.step(number).write(to: &json) } }
                }
            },
            Command("chaos.start", .post("/api/lab/chaos"), .direct, in: diary) { input, _ throws(Problem) in
                try await start(try Self.plan(input))
            },
            Command("chaos.stop", .delete("/api/lab/chaos"), .direct, in: diary) { _, _ throws(Problem) in
                try await stop()
            },
        ]
    }

    private static func plan(_ input: CommandInput) throws(Problem) -> ChaosPlan {
        ChaosPlan(
            seed: try input.integer(ifPresent: "seed", in: ChaosPlan.seeds) ?? 1,
            everySeconds: try input.integer(ifPresent: "everySeconds", in: ChaosPlan.periods) ?? 20)
    }

    nonisolated(nonsending) private func start(_ plan: ChaosPlan) async throws(Problem) -> Act {
        guard let director else { throw .noState }
        let run = ChaosRun(seed: plan.seed, everySeconds: plan.everySeconds, startedAt: Director.now)
        do throws(StateError) {
            if try await director.store.start(run) {
                return Act(
                    JSONWriter.object { json in json.raw("chaos", run.json) },
                    LabEntry(
                        by: .chaos, action: "begin", target: "chaos",
                        detail: "every \(plan.everySeconds) s something breaks, seed \(plan.seed)"))
            }
        } catch {
            throw Problem(error)
        }
        throw .somethingGoesOn
    }

    /// What it has broken is mended a moment later.
    nonisolated(nonsending) private func stop() async throws(Problem) -> Act {
        guard let director else { throw .noState }
        do throws(StateError) {
            let had = try await director.store.stopChaos()
            return Act(
                JSONWriter.object { json in json.null("chaos") },
                had ? [LabEntry(by: .chaos, action: "end", target: "chaos")] : [])
        } catch {
            throw Problem(error)
        }
    }
}

extension ChaosRun {
    var json: [UInt8] {
        var json = JSONWriter()
        write(to: &json)
        return json.bytes
    }
}

extension Problem {
    static let somethingGoesOn = Problem(
        409, "lab.busy", "chaos or a drill is going on, or what it broke is being mended: stop it and wait a moment")
}
