import JSONText
import State

/// Drills: a fault is drawn by seed and injected unseen; the room names it, mends it, and is told what it was.
struct DrillCommands: Sendable {
    /// Nil: there is no Redis.
    let director: Director?
    let diary: LabDiary

    var commands: [Command] {
        [
            Command("drills.list", .get("/api/drills"), .read) { _, _ in
                JSONWriter.object {
                    $0.array("faults") { json in for kind in DrillFault.kinds { Self.write(kind, to: &json) } }
                    $0.array("places") { json in for place in DrillFault.places { Self.write(place, to: &json) } }
                    $0.field("count", DrillFault.all.count)
                }
            },
            Command("drill.get", .get("/api/drills/current"), .read) { _, _ throws(Problem) in
                Self.json(try await current())
            },
            Command("drill.start", .post("/api/drills"), .direct, in: diary) { input, _ throws(Problem) in
                // Without one whoever asks does not know either what it is going to be.
                let seed = try input.integer(ifPresent: "seed", in: ChaosPlan.seeds)
                return try await start(seed: seed ?? .random(in: 0...999_999))
            },
            Command("drill.guess", .post("/api/drills/current/guesses"), .direct, in: diary) {
                input, _ throws(Problem) in
                try await guess(input)
            },
            Command("drill.reveal", .post("/api/drills/current/reveal"), .direct, in: diary) { _, _ throws(Problem) in
                try await reveal()
            },
            Command("drill.stop", .delete("/api/drills/current"), .direct, in: diary) { _, _ throws(Problem) in
                try await stop()
            },
        ]
    }

    private static func write(_ choice: (id: String, title: String), to json: inout JSONWriter) {
        json.object {
            $0.field("id", choice.id)
            $0.field("title", choice.title)
        }
    }

    static func json(_ drill: DrillRun?) -> [UInt8] {
        JSONWriter.object { json in json.drill(drill) }
    }

    private func available() throws(Problem) -> Director {
        guard let director else { throw .noState }
        return director
    }

    nonisolated(nonsending) private func current() async throws(Problem) -> DrillRun? {
        let director = try available()
        do throws(StateError) {
            return try await director.store.look().drill
        } catch {
            throw Problem(error)
        }
    }

    private static let none = Problem(404, "drill.none", "there is no drill: start one")

    nonisolated(nonsending) private func running() async throws(Problem) -> DrillRun {
        guard let drill = try await current() else { throw Self.none }
        return drill
    }

    nonisolated(nonsending) private func start(seed: Int) async throws(Problem) -> Act {
        let director = try available()
        let begun: DrillRun?
        do throws(StateError) {
            let situation = try await director.hands.situation()
            // There is always one: some of them are settings, of which one at least is not so already.
            guard let fault = DrillFault.draw(seed: seed, in: situation) else {
                throw StateError(.unavailable, "nothing can be broken now")
            }
            let drill = DrillRun(seed: seed, fault: fault.id, startedAt: Director.now)
            begun = try await director.store.start(drill) ? drill : nil
            if begun != nil { try await director.inject(fault, situation) }
        } catch {
            throw Problem(error)
        }
        guard let begun else { throw .somethingGoesOn }
        // Neither what it is nor where: what it does is in no entry at all.
        return Act(
            Self.json(begun),
            LabEntry(by: .drill, action: "begin", target: "a drill", detail: "something is wrong now: find it"))
    }

    nonisolated(nonsending) private func guess(_ input: CommandInput) async throws(Problem) -> Act {
        let kind = try Self.choice("fault", among: DrillFault.kinds, in: input)
        let place = try Self.choice("place", among: DrillFault.places, in: input)
        let drill = try await running()
        guard !drill.isOver else { throw Problem(409, "drill.over", "the drill is over: start another") }
        let fault = DrillFault.all.first { $0.id == drill.fault }
        let isRight = fault?.kind == kind && fault?.place == place
        try await noted { director throws(StateError) in
            try await director.store.add(.init(at: Director.now, fault: kind, place: place, right: isRight), to: drill)
        }
        let after = try await running()
        return Act(
            JSONWriter.object {
                $0.field("right", isRight)
                $0.drill(after)
            },
            LabEntry(
                by: .drill, action: "guess", target: DrillFault.places.first { $0.id == place }?.title ?? place,
                detail: "\(DrillFault.kinds.first { $0.id == kind }?.title ?? kind): \(isRight ? "right" : "no")"))
    }

    private static func choice(
        _ name: String, among choices: [(id: String, title: String)], in input: CommandInput
    ) throws(Problem) -> String {
        let text = try input.text(name)
        guard choices.contains(where: { $0.id == text }) else {
            throw Problem(field: name, "must be one of \(choices.map(\.id).joined(separator: ", "))")
        }
        return text
    }

    nonisolated(nonsending) private func reveal() async throws(Problem) -> Act {
        let drill = try await running()
        try await noted { director throws(StateError) in try await director.store.reveal(drill) }
        return Act(
            Self.json(try await running()),
            LabEntry(by: .drill, action: "reveal", target: "the drill", detail: "everybody is told what it is"))
    }

    /// - Throws: that there is no drill, where it was stopped meanwhile.
    nonisolated(nonsending) private func noted(
        _ note: nonisolated(nonsending) (Director) async throws(StateError) -> Bool
    ) async throws(Problem) {
        let director = try available()
        let isNoted: Bool
        do throws(StateError) {
            isNoted = try await note(director)
        } catch {
            throw Problem(error)
        }
        if !isNoted { throw Self.none }
    }

    /// What it broke is mended a moment later.
    nonisolated(nonsending) private func stop() async throws(Problem) -> Act {
        let director = try available()
        let had: Bool
        do throws(StateError) {
            had = try await director.store.stopDrill()
        } catch {
            throw Problem(error)
        }
        return Act(Self.json(nil), had ? [LabEntry(by: .drill, action: "end", target: "the drill")] : [])
    }
}

extension JSONWriter {
    mutating func drill(_ drill: DrillRun?) {
        if let drill {
            var json = JSONWriter()
            drill.write(to: &json)
            raw("drill", json.bytes)
        } else {
            null("drill")
        }
    }
}
