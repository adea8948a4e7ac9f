import JSONText
import State

/// The lab: how many there are of a service, what becomes of an instance and of the broker, and what was done.
///
/// Nothing is done here: it is said in Redis what is desired, and a `dojo up` sees to it. Where there is none, the answer
/// is the command that does the same to containers.
struct LabCommands: Sendable {
    /// Nil where there is no Redis.
    let state: LabState?
    let output: OutputDesk?
    let layouts: [ServiceLayout]
    let diary: LabDiary

    var commands: [Command] {
        [
            Command("lab.scale", .put("/api/lab/services/{service}"), .direct, in: diary) {
                input, _ throws(Problem) in
                try await scale(input)
            },
            Command("lab.stop", .post("/api/lab/instances/{instance}/stop"), .direct, in: diary) {
                input, _ throws(Problem) in
                try await act(.stop, input)
            },
            Command("lab.start", .post("/api/lab/instances/{instance}/start"), .direct, in: diary) {
                input, _ throws(Problem) in
                try await act(.start, input)
            },
            Command("lab.restart", .post("/api/lab/instances/{instance}/restart"), .direct, in: diary) {
                input, _ throws(Problem) in
                try await act(.restart, input)
            },
            Command("lab.kill", .post("/api/lab/instances/{instance}/kill"), .direct, in: diary) {
                input, _ throws(Problem) in
                try await act(.kill, input)
            },
            Command("lab.freeze", .post("/api/lab/instances/{instance}/freeze"), .direct, in: diary) {
                input, _ throws(Problem) in
                try await act(.freeze, input)
            },
            Command("lab.thaw", .post("/api/lab/instances/{instance}/thaw"), .direct, in: diary) {
                input, _ throws(Problem) in
                try await act(.thaw, input)
            },
            Command("lab.output", .get("/api/lab/instances/{instance}/output"), .direct) { input, _ throws(Problem) in
                try await lines(input)
            },
            Command("lab.reset", .post("/api/lab/reset"), .direct, in: diary) { _, _ throws(Problem) in
                try await reset()
            },
            Command("lab.broker", .put("/api/lab/broker"), .direct, in: diary) { input, _ throws(Problem) in
                try await broker(input)
            },
            Command("lab.log", .get("/api/lab/log"), .read) { input, _ throws(Problem) in
                try await log(input)
            },
        ]
    }

    private func available() throws(Problem) -> LabState {
        guard let state else { throw .noState }
        return state
    }

    /// Whoever runs the processes.
    nonisolated(nonsending) private func supervisor(
        orElse unmanaged: ContainerCommand
    ) async throws(Problem) -> SupervisorReport {
        let state = try available()
        do throws(StateError) {
            if let report = try await state.source.supervisor() { return report }
        } catch {
            throw Problem(error)
        }
        throw unmanaged.problem
    }

    nonisolated(nonsending) private func desired() async throws(Problem) -> DesiredState {
        let state = try available()
        do throws(StateError) {
            return try await state.lab.state()
        } catch {
            throw Problem(error)
        }
    }

    // MARK: Services

    nonisolated(nonsending) private func scale(_ input: CommandInput) async throws(Problem) -> Act {
        let service = try input.text("service")
        guard layouts.contains(where: { $0.name == service }) else {
            let names = layouts.map(\.name).joined(separator: ", ")
            throw Problem(404, "service.unknown", "there is no service \(service.prefix(60)); there are \(names)")
        }
        let count = try input.integer("count", in: 0...DesiredState.mostInstances)
        _ = try await supervisor(orElse: .scale(service: service, count: count))
        // What was said of those that go does not hold for those that come later under their names.
        let gone = try await desired().wishes.keys.map { InstanceID($0) }.filter {
            $0.service == service && $0.number ?? 0 > count
        }
        return Act(
            JSONWriter.object {
                $0.field("service", service)
                $0.field("count", count)
            }, changes: [.count(service: service, count)] + gone.map { .wish(instance: $0.text, nil) },
            LabEntry(by: .instructor, action: "scale", target: service, detail: "to \(count)"))
    }

    // MARK: Instances

    nonisolated(nonsending) private func act(_ action: InstanceAction, _ input: CommandInput) async throws(Problem)
        -> Act
    {
        let instance = try input.text("instance")
        let report = try await supervisor(orElse: .act(action, instance: instance))
        let part = try Self.part(instance, in: report)
        return Act(
            JSONWriter.object {
                $0.field("instance", instance)
                $0.field("desired", action.wish.rawValue)
            }, changes: action.changes(of: instance, isFailed: part.state == "failed"),
            LabEntry(by: .instructor, action: action.rawValue, target: instance))
    }

    private static func part(_ name: String, in report: SupervisorReport) throws(Problem) -> SupervisorReport.Part {
        let parts = report.parts.filter { $0.service != nil }
        guard let part = parts.first(where: { $0.name == name }) else {
            let names = parts.map { InstanceID($0.name) }.sorted().map(\.text).joined(separator: ", ")
            throw Problem(404, "instance.unknown", "there is no instance \(name.prefix(60)); there are \(names)")
        }
        return part
    }

    nonisolated(nonsending) private func lines(_ input: CommandInput) async throws(Problem) -> [UInt8] {
        let instance = try input.text("instance")
        let after = try input.integer(ifPresent: "after", in: 0...Int(Int32.max))
        let report = try await supervisor(orElse: .output(instance: instance))
        // Any part has output, the gateway and the broker among them.
        if !report.parts.contains(where: { $0.name == instance }) { _ = try Self.part(instance, in: report) }
        guard let answer = await output?.ask(instance, after: after) else {
            throw Problem(
                503, "lab.unanswered", "whoever runs \(instance) does not answer: try again",
                headers: ["Retry-After": "1"], retryAfter: 1000)
        }
        return JSONWriter.object {
            $0.array("lines") { json in
                for line in answer.lines {
                    json.object {
                        $0.field("number", line.number)
                        $0.field("text", line.text)
                    }
                }
            }
            $0.field("next", answer.next)
        }
    }

    // MARK: The broker

    private enum BrokerWord: String, CaseIterable { case up, down, slow }

    nonisolated(nonsending) private func broker(_ input: CommandInput) async throws(Problem) -> Act {
        let word = try input.choice("state", of: BrokerWord.self)
        let delay = try input.integer(ifPresent: "delayMs", in: 1...10_000) ?? 500
        let report = try await supervisor(orElse: .broker(isUp: word == .up))
        switch (report.broker, word) {
        case ("external", _):
            throw Problem(
                409, "lab.unsupported", "this Kafka is not the dojo's own: stop it, or slow it down, where it runs")
        case ("local", .slow):
            throw Problem(409, "lab.unsupported", "only the embedded broker can be slow: this Kafka is up or down")
        default: break
        }
        let state: DesiredState.Broker =
            switch word {
            case .up: .up
            case .down: .down
            case .slow: .slow(milliseconds: delay)
            }
        let done = Disturbance.broker(state)
        return Act(
            JSONWriter.object {
                $0.field("state", word.rawValue)
                if word == .slow { $0.field("delayMs", delay) }
            }, changes: [.broker(state)],
            LabEntry(by: .instructor, action: done.action, target: done.target, detail: done.detail))
    }

    // MARK: Everything anew

    /// Whoever runs the processes stops them, empties what they keep, and starts them again: half of it is never done.
    nonisolated(nonsending) private func reset() async throws(Problem) -> Act {
        _ = try await supervisor(orElse: .reset)
        return Act(
            JSONWriter.object { $0.field("reset", true) }, changes: [.reset],
            LabEntry(by: .instructor, action: "reset", target: "everything"))
    }

    // MARK: What was done

    nonisolated(nonsending) private func log(_ input: CommandInput) async throws(Problem) -> [UInt8] {
        let limit = try input.integer(ifPresent: "limit", in: 1...1000) ?? 200
        let state = try available()
        do throws(StateError) {
            let entries = try await state.lab.log(last: limit)
            return JSONWriter.object { $0.array("entries") { json in for entry in entries { entry.write(to: &json) } } }
        } catch {
            throw Problem(error)
        }
    }
}
