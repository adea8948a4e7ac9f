import EventLoop
import Kafka
import State

/// The lab: what is desired is made so, and what runs is told.
extension UpSession {
    /// How many there are of each service where the lab says nothing.
    var counts: [String: Int] {
        Dictionary(parts.options.services.map { ($0.name, $0.instances) }) { $1 }
    }

    /// Reads what is desired before anything is started, and follows it from then on. A Redis that does not answer changes
    /// nothing: what is known holds.
    func openLab() async {
        if lab == nil {
            guard let folder = parts.project.folder else { return }
            lab = try? LabLink(
                loop: loop, url: parts.redisURL, scripts: ScriptFolder("\(folder)/redis"),
                id: "dojo-\(parts.options.address.port)")
            await lab?.lab.follow { [weak self] in Task { await self?.readDesired() } }
            await lab?.answer { [weak self] request in
                guard let self else { return OutputAnswer(id: request.id, lines: [], next: 0) }
                return self.assumeIsolated { $0.answer(request) }
            }
            telling = loop.schedule(after: .seconds(1), repeating: .seconds(1)) { [weak self] in
                self?.assumeIsolated { session in _ = Task { await session.tell() } }
            }
        }
        guard let lab, let desired = await lab.desired(within: .seconds(2)) else { return }
        self.desired = desired
        // A broker that is started is up, whatever was done to the one before.
        if parts.broker != nil, let state = desired.broker, state != .up {
            let entry = LabEntry(by: .dojo, action: "up", target: "broker", detail: "it was started anew")
            try? await lab.lab.desire([.broker(nil)], entry)
            self.desired.broker = nil
        }
        appliedBroker = .up
        restarts = self.desired.restarts
        appliedResets = self.desired.resets
    }

    private func readDesired() async {
        guard phase != .stopping, let state = await lab?.desired(within: .seconds(2)) else { return }
        desired = state
        reconcileSoon()
    }

    /// The parts that hold no state and are to run now.
    func partsToRun() throws(CommandError) -> [Part] {
        var wanted = [parts.gateway(bootstrapServers: bootstrapServers)]
        for id in Reconciler.ids(desired, counts: counts) {
            switch desired.wishes[id.text] ?? .running {
            case .running, .frozen: wanted.append(try part(id))
            case .stopped, .killed: continue
            }
        }
        return wanted
    }

    /// Has the supervisor know of those that are not to run, so that they can be seen and started.
    func knowOfTheRest() async throws(CommandError) {
        for id in Reconciler.ids(desired, counts: counts) {
            switch desired.wishes[id.text] ?? .running {
            case .running, .frozen: continue
            case .stopped, .killed: await supervisor.know(try part(id))
            }
        }
    }

    /// A service's part; its port stays the same over all its processes.
    private func part(_ id: InstanceID) throws(CommandError) -> Part {
        let port: Int
        if let known = healthPorts[id] { port = known } else { port = try FreePorts.find(1)[0] }
        healthPorts[id] = port
        return parts.service(id, healthPort: port, bootstrapServers: bootstrapServers)
    }

    // MARK: Making it so

    /// After whatever has just changed; once, however much that is.
    func reconcileSoon() {
        guard !isReconcileDue else { return }
        isReconcileDue = true
        Task {
            isReconcileDue = false
            await resetIfAsked()
            reconcile()
            await reconcileBroker()
            await tell()
        }
    }

    private func reconcile() {
        guard phase == .running, !isApplying else { return }
        let statuses = supervisor.assumeIsolated { $0.statuses }
        let actions = Reconciler.actions(
            desired, counts: counts, actual: Self.actual(statuses, restarts: restarts))
        for action in actions {
            do throws(CommandError) { try carryOut(action) } catch { console.complain(error.message) }
        }
    }

    private static func actual(_ statuses: [Supervisor.Status], restarts: [String: Int64]) -> [Reconciler.Actual] {
        statuses.compactMap { status in
            guard case .service = status.part.role else { return nil }
            return Reconciler.Actual(
                id: InstanceID(status.part.name), state: status.state, restart: restarts[status.part.name] ?? 0)
        }
    }

    private func carryOut(_ action: Reconciler.Action) throws(CommandError) {
        var begun: Part?
        if case .start(let id) = action {
            begun = try part(id)
            restarts[id.text] = desired.restarts[id.text]
        }
        let (part, grace) = (begun, parts.grace)
        supervisor.assumeIsolated { supervisor in
            switch action {
            case .start: if let part { supervisor.begin(part) }
            case .stop(let id): supervisor.end(id.text, grace: grace)
            case .kill(let id): supervisor.kill(id.text)
            case .freeze(let id): supervisor.freeze(id.text)
            case .thaw(let id): supervisor.thaw(id.text)
            case .forget(let id): supervisor.forget(id.text)
            }
        }
    }

    // MARK: The broker

    private func reconcileBroker() async {
        let wanted = desired.broker ?? .up
        guard phase == .running, !isApplying, wanted != appliedBroker else { return }
        let before = appliedBroker
        appliedBroker = wanted
        switch parts.options.broker {
        case .embedded:
            do throws(KafkaError) {
                try await change(to: wanted)
            } catch {
                appliedBroker = before
                console.complain("the broker cannot be made \(wanted.text): \(error.message)")
            }
        case .local:
            if wanted == .down { await supervisor.freeze("kafka") } else { await supervisor.thaw("kafka") }
        case .external: break
        }
    }

    private func change(to state: DesiredState.Broker) async throws(KafkaError) {
        let control = EmbeddedControlClient(loop: loop, path: folder.brokerSocket)
        do throws(KafkaError) {
            switch state {
            case .down: try await control.down()
            case .up:
                try await control.slow(by: .zero)
                try await control.up()
            case .slow(let milliseconds):
                try await control.up()
                try await control.slow(by: .milliseconds(milliseconds))
            }
        } catch {
            await control.close()
            throw error
        }
        await control.close()
    }

    // MARK: Telling

    /// Tells what runs, for the system's document.
    func tell() async {
        guard phase != .stopping, let lab else { return }
        await lab.tell(report)
    }

    private var report: SupervisorReport {
        let statuses = supervisor.assumeIsolated { $0.statuses }
        let kind =
            switch parts.options.broker {
            case .embedded: "embedded"
            case .local: "local"
            case .external: "external"
            }
        return SupervisorReport(
            broker: kind, brokerState: appliedBroker.text, counts: counts,
            parts: statuses.map { status in
                var service: String?
                if case .service(let name) = status.part.role { service = name }
                return SupervisorReport.Part(
                    name: status.part.name, service: service, state: status.state.rawValue, pid: status.pid,
                    restarts: status.restarts, lastExit: status.lastExit, startedAt: status.startedAt)
            }.sorted { $0.name < $1.name })
    }

    private func answer(_ request: OutputRequest) -> OutputAnswer {
        let (lines, end) = supervisor.assumeIsolated { $0.output(of: request.instance, after: request.after) }
        return OutputAnswer(
            id: request.id, lines: lines.map { OutputAnswer.Line(number: $0.number, text: $0.text) },
            next: lines.last?.number ?? min(request.after ?? end, end))
    }
}
