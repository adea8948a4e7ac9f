import State
import Testing

@testable import Gateway

@Suite struct DrillFaultTests {
    /// All services run, on the embedded broker, everything as it should be.
    static var good: Situation {
        var situation = Situation()
        situation.supervisor = SupervisorReport(broker: "embedded", brokerState: "up", counts: [:], parts: [])
        situation.instances = [
            ("notification-1", "notification"), ("notification-2", "notification"), ("fraud-1", "fraud"),
            ("analytics-1", "analytics"), ("audit-1", "audit"),
        ].map { Situation.Instance(id: $0.0, service: $0.1, isRunning: true) }
        situation.settings = [
            "failRate": "0.3", "fraudVelocity": "5", "fraudBurst": "20", "mode": "kafka", "delayAnalytics": "0",
            "delayNotification": "0",
        ]
        return situation
    }

    private func undo(_ fault: DrillFault, in situation: Situation) -> Undo {
        Undo(fault.disturbance, in: situation, stored: [:], order: "order-1", dueAt: nil)
    }

    /// As the dojo is when this was done to it.
    private func broken(_ fault: DrillFault) -> Situation {
        var situation = Self.good
        switch fault.disturbance {
        case .instance(let id, let wish): situation.desired.wishes[id] = wish
        case .service(let service, let wish):
            for instance in situation.running(service) { situation.desired.wishes[instance] = wish }
        case .scale(let service, let count): situation.desired.counts[service] = count
        case .setting(let name, let value):
            situation.settings[name.rawValue] = SettingsValues.stored(value, of: name)
        case .broker(let broker): situation.desired.broker = broker
        case .hotOrder: situation.hasHotOrder = true
        case .poison: break
        }
        return situation
    }

    @Test func thereAreAtLeastEightAndEachCanBeNamed() {
        #expect(DrillFault.all.count >= 8)
        #expect(Set(DrillFault.all.map(\.id)).count == DrillFault.all.count)
        #expect(Set(DrillFault.all.map { "\($0.kind) \($0.place)" }).count == DrillFault.all.count)
        for fault in DrillFault.all {
            #expect(DrillFault.kinds.contains { $0.id == fault.kind })
            #expect(DrillFault.places.contains { $0.id == fault.place })
            #expect(!fault.what.isEmpty && !fault.evidence.isEmpty && !fault.repair.isEmpty)
        }
        #expect(Set(DrillFault.kinds.map(\.id)) == Set(DrillFault.all.map(\.kind)), "no choice is never right")
        #expect(Set(DrillFault.places.map(\.id)) == Set(DrillFault.all.map(\.place)))
    }

    @Test(arguments: DrillFault.all.map(\.id)) func itIsMendedWhenWhatWasDoneIsUndoneAndNotBefore(_ id: String) throws {
        let fault = try #require(DrillFault.all.first { $0.id == id })
        #expect(Self.good.obstacle(to: fault.disturbance) == nil, "it can be done")
        let undo = undo(fault, in: Self.good)
        #expect(!fault.isRepaired(undo, broken(fault)), "also while who was killed still says that it is there")
        var gone = broken(fault)
        gone.instances = gone.instances.filter { !undo.instances.contains($0.id) && $0.service != undo.service }
        if undo.setting == nil, undo.order == nil, !undo.broker { #expect(!fault.isRepaired(undo, gone)) }
        #expect(fault.isRepaired(undo, Self.good))
    }

    @Test func anotherInstanceMendsItToo() throws {
        let fault = try #require(DrillFault.all.first { $0.id == "fraud-frozen" })
        let undo = undo(fault, in: Self.good)
        var situation = broken(fault)
        situation.instances.append(.init(id: "fraud-2", service: "fraud", isRunning: true))
        #expect(fault.isRepaired(undo, situation))
    }

    @Test func whoIsBeingStartedAgainDoesNotRunYet() throws {
        let fault = try #require(DrillFault.all.first { $0.id == "fraud-frozen" })
        let undo = undo(fault, in: Self.good)
        var situation = Self.good
        for (state, isRepaired) in [("starting", false), ("frozen", false), ("ready", true), ("waiting", true)] {
            situation.supervisor?.parts = [
                .init(
                    name: "fraud-1", service: "fraud", state: state, pid: 7, restarts: 1, lastExit: nil, startedAt: nil)
            ]
            #expect(fault.isRepaired(undo, situation) == isRepaired, "\(state): it still says of itself that it runs")
        }
    }

    @Test func aSettingThatIsAsItWasBeforeIsMended() throws {
        for (id, name, unusual, other) in [
            ("notifications-fail", "failRate", "0.8", "0.9"), ("notification-slow", "delayNotification", "500", "800"),
            ("analytics-slow", "delayAnalytics", "500", "800"), ("fraud-limits", "fraudVelocity", "1", "0"),
        ] {
            let fault = try #require(DrillFault.all.first { $0.id == id })
            var situation = Self.good
            situation.settings[name] = unusual
            let undo = undo(fault, in: situation)
            #expect(fault.isRepaired(undo, situation), "\(id)")
            situation.settings[name] = other
            #expect(!fault.isRepaired(undo, situation), "\(id)")
        }
    }

    @Test func theSameSeedDrawsTheSameFault() {
        let draws = (0..<50).map { DrillFault.draw(seed: $0, in: Self.good)?.id }
        #expect(draws == (0..<50).map { DrillFault.draw(seed: $0, in: Self.good)?.id })
        #expect(Set(draws).count >= 8)
    }

    @Test func whatCannotBeDoneIsNotDrawn() {
        var unmanaged = Self.good
        unmanaged.supervisor = nil
        let drawn = Set((0..<200).compactMap { DrillFault.draw(seed: $0, in: unmanaged)?.id })
        #expect(drawn.isDisjoint(with: ["notification-killed", "fraud-frozen", "audit-gone", "broker-slow"]))
        #expect(drawn.contains("notifications-fail") && drawn.contains("hot-order"))
    }

    @Test func nothingGivesAwayARunningDrill() throws {
        var drill = DrillRun(seed: 3, fault: "audit-gone", startedAt: 1000)
        func text() -> String { String(decoding: DrillCommands.json(drill), as: UTF8.self) }
        #expect(!text().contains("audit") && text().contains(#""debrief":null"#))
        drill.foundAt = 31_000
        #expect(!text().contains("audit") && text().contains(#""secondsToFind":30"#))
        drill.repairedAt = 61_500
        #expect(text().contains(#""state":"over""#) && text().contains(#""secondsToRepair":60"#))
        #expect(text().contains(#""place":"audit""#))
    }

}

@Suite struct UndoTests {
    @Test func itIsReadAsItWasWritten() throws {
        let situation = DrillFaultTests.good
        for fault in DrillFault.all {
            let undo = Undo(fault.disturbance, in: situation, stored: ["failRate": "0.2"], order: "o", dueAt: 5)
            #expect(Undo(text: undo.text) == undo)
        }
        #expect(Undo(text: "nothing") == nil)
    }

    /// However a value is written: what is looked for to be undone is what stands there.
    @Test func aSettingIsKnownAgain() throws {
        for fault in DrillFault.all {
            guard case .setting(let name, let value) = fault.disturbance else { continue }
            var values = SettingsValues()
            try values.set(name, to: value)
            let undo = Undo(fault.disturbance, in: DrillFaultTests.good, stored: [:], order: nil, dueAt: nil)
            #expect(undo.value == values[name], "\(fault.id)")
            var situation = DrillFaultTests.good
            situation.settings[name.rawValue] = values[name]
            #expect(situation.obstacle(to: fault.disturbance) != nil, "it is so already")
        }
    }

    @Test func whatSomebodyHasChangedMeanwhileStays() {
        let undo = Undo(
            .service("notification", .killed), in: DrillFaultTests.good, stored: [:], order: nil, dueAt: nil)
        var desired = DesiredState()
        desired.wishes = ["notification-1": .killed, "notification-2": .stopped]
        #expect(undo.changes(in: desired) == [.wish(instance: "notification-1", nil)])

        var before = DrillFaultTests.good
        before.desired.counts["audit"] = 2
        let scaled = Undo(.scale("audit", 0), in: before, stored: [:], order: nil, dueAt: nil)
        #expect(scaled.changes(in: before.desired) == [], "it was scaled since")
        desired.counts["audit"] = 0
        #expect(scaled.changes(in: desired) == [.count(service: "audit", 2)])

        let slow = Undo(
            .broker(.slow(milliseconds: 500)), in: DrillFaultTests.good, stored: [:], order: nil, dueAt: nil)
        desired.broker = .down
        #expect(slow.changes(in: desired) == [], "somebody took it down since")
        desired.broker = .slow(milliseconds: 500)
        #expect(slow.changes(in: desired) == [.broker(nil)])
    }
}
