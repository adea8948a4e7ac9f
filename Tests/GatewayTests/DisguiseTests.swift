import Testing

@testable import Gateway
@testable import State

@Suite("How a system is told of while a drill waits to be found")
struct DisguiseTests {
    private static let names = ["notification-1", "notification-2", "fraud-1", "analytics-1", "audit-1"]

    /// All that runs is well.
    private static var good: SystemFacts {
        var facts = SystemFacts(time: 0)
        facts.supervisor = SupervisorReport(
            broker: "embedded", brokerState: "up", counts: ["notification": 2, "fraud": 1, "analytics": 1, "audit": 1],
            parts: names.map { name in
                .init(
                    name: name, service: InstanceID(name).service, state: "ready", pid: 7, restarts: 0, lastExit: nil,
                    startedAt: nil)
            })
        return facts
    }

    private func undo(of fault: DrillFault) -> Undo {
        Undo(fault.disturbance, in: DrillFaultTests.good, stored: [:], order: "order-1", dueAt: nil)
    }

    private func look(_ fault: DrillFault, _ change: (inout DrillRun) -> Void = { _ in }) -> DirectorState.Look {
        var drill = DrillRun(seed: 1, fault: fault.id, startedAt: 1000)
        change(&drill)
        return DirectorState.Look(chaos: nil, drill: drill, undos: [Director.drillUndo: undo(of: fault).text])
    }

    /// As it is told when this was done to it, and `dojo up` has seen to it.
    private func broken(_ fault: DrillFault) -> (SystemFacts, SettingsValues) {
        var (facts, settings) = (Self.good, SettingsValues())
        let undo = undo(of: fault)
        switch fault.disturbance {
        case .service(_, let wish):
            for id in undo.instances {
                facts.desired.wishes[id] = wish
                let index = facts.supervisor!.parts.firstIndex { $0.name == id }!
                facts.supervisor!.parts[index].state = wish == .frozen ? "frozen" : "stopped"
            }
        case .scale(let service, let count):
            facts.desired.counts[service] = count
            facts.supervisor!.parts.removeAll { $0.service == service }
        case .setting(let name, let value): try? settings.set(name, to: value)
        case .broker(let state):
            facts.desired.broker = state
            facts.supervisor!.brokerState = state.text
        case .instance, .hotOrder, .poison: break
        }
        return (facts, settings)
    }

    @Test(arguments: DrillFault.all.map(\.id)) func nothingShowsThatSomebodyDidIt(_ id: String) throws {
        let fault = try #require(DrillFault.all.first { $0.id == id })
        let (facts, settings) = broken(fault)
        let disguise = Disguise(look(fault))
        let told = disguise.applied(to: facts)
        #expect(told.desired == Self.good.desired && told.supervisor?.brokerState == "up")
        for service in ["notification", "fraud", "analytics", "audit"] {
            #expect(told.count(of: service) == Self.good.count(of: service))
        }
        // What has happened to processes is told, as what happens to processes.
        let states = Set(told.supervisor?.parts.map(\.state) ?? [])
        #expect(states.isSubset(of: fault.kind == "killed" ? ["ready", "failed"] : ["ready"]))
        #expect(states.contains("failed") == (fault.kind == "killed"))
        #expect(disguise.applied(to: settings, defaults: SettingsValues()) == SettingsValues())
    }

    @Test(arguments: DrillFault.all.map(\.id)) func whoHasFoundItSeesWhatThereIsToMend(_ id: String) throws {
        let fault = try #require(DrillFault.all.first { $0.id == id })
        let (facts, settings) = broken(fault)
        for look in [look(fault) { $0.foundAt = 5 }, look(fault) { $0.isRevealed = true }] {
            let told = Disguise(look).applied(to: facts)
            #expect(told.desired == facts.desired && told.supervisor == facts.supervisor)
            #expect(Disguise(look).applied(to: settings, defaults: SettingsValues()) == settings)
        }
    }

    @Test func whatSomebodyHasChangedSinceIsTold() throws {
        let failing = try #require(DrillFault.all.first { $0.id == "notifications-fail" })
        let disguise = Disguise(look(failing))
        var settings = broken(failing).1
        #expect(disguise.applied(to: settings, defaults: SettingsValues(), except: [.failRate]) == settings)
        settings.failRate = 0.7
        #expect(disguise.applied(to: settings, defaults: SettingsValues()) == settings)

        let slow = try #require(DrillFault.all.first { $0.id == "broker-slow" })
        var system = broken(slow).0
        system.desired.broker = .down
        system.supervisor?.brokerState = "down"
        #expect(Disguise(look(slow)).applied(to: system).supervisor?.brokerState == "down")

        let killed = try #require(DrillFault.all.first { $0.id == "notification-killed" })
        var facts = broken(killed).0
        facts.desired.wishes["notification-1"] = .stopped
        let told = Disguise(look(killed)).applied(to: facts)
        #expect(told.desired.wishes == ["notification-1": .stopped])
    }

    @Test func withoutADrillAllIsAsItIs() throws {
        let failing = try #require(DrillFault.all.first { $0.id == "notifications-fail" })
        let settings = broken(failing).1
        #expect(Disguise(nil).applied(to: settings, defaults: SettingsValues()) == settings)
        // What chaos does is no secret.
        let chaos = DirectorState.Look(chaos: nil, drill: nil, undos: ["chaos/3": undo(of: failing).text])
        #expect(Disguise(chaos).applied(to: settings, defaults: SettingsValues()) == settings)
    }
}
