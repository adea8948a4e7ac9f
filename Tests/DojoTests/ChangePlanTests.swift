import Testing

@testable import DojoCommand

@Suite("What a changed file leads to") struct ChangePlanTests {
    private static let all: Set<Part.Role> = ChangePlan.services.union([.gateway])

    @Test(
        arguments: [
            ("Sources/Gateway/Sessions/Session.swift", ["gateway"], [.gateway]),
            ("Sources/GatewayCommand/main.swift", ["gateway"], [.gateway]),
            ("Sources/Fanout/Pace.swift", ["gateway"], [.gateway]),
            ("Sources/Services/Fraud/FraudHandler.swift", ["dojo"], [.service("fraud")]),
            ("Sources/Services/Audit/AuditLine.swift", ["dojo"], [.service("audit")]),
            ("Sources/Services/Runtime/RecordLoop.swift", ["dojo"], ChangePlan.services),
            ("Sources/Services/ServiceKind.swift", ["dojo"], ChangePlan.services),
            ("Sources/State/OrderStore.swift", ["gateway", "dojo"], all),
            ("Sources/Kafka/Producer/KafkaProducer.swift", ["gateway", "dojo"], all),
            ("Sources/CLibuv/shim.h", ["gateway", "dojo"], all),
            ("Package.swift", ["gateway", "dojo"], all),
            ("redis/order_change.lua", [], [.gateway]),
            ("redis/fraud_check.lua", [], [.service("fraud")]),
            ("redis/decision_record.lua", [], ChangePlan.services),
            ("redis/presence_list.lua", [], all),
            ("Sources/Bench/Swarm/Swarm.swift", ["dojo"], []),
        ] as [(String, [String], Set<Part.Role>)])
    func buildsAndRestartsWhatItIsPartOf(path: String, products: [String], roles: Set<Part.Role>) {
        let plan = ChangePlan(paths: [path])
        #expect(Set(plan.products.map(\.rawValue)) == Set(products))
        #expect(plan.roles == roles)
        #expect(!plan.losesState)
    }

    @Test(arguments: [
        "Sources/Kafka/Embedded/EmbeddedCluster.swift", "Sources/DojoCommand/Commands/BrokerCommand.swift",
    ])
    func onlyTheBrokersOwnCodeCostsState(path: String) {
        #expect(ChangePlan(paths: [path]).losesState)
    }

    @Test func thePageIsServedFromDisk() {
        let plan = ChangePlan(paths: ["web/components/order-form.js"])
        #expect(plan.products.isEmpty && plan.roles.isEmpty)
        #expect(!plan.notes.isEmpty)
    }

    @Test func theSupervisorCannotReplaceItself() {
        let plan = ChangePlan(paths: ["Sources/DojoCommand/Up/UpSession.swift"])
        #expect(plan.products == [.dojo])
        #expect(plan.roles.isEmpty)
        #expect(!plan.notes.isEmpty)
    }

    @Test(arguments: [
        "Sources/Gateway/.Session.swift.swp", "Sources/Gateway/Session.swift~", "Sources/Gateway/notes.md",
        "Sources/Gateway/4913", "redis/.order_change.lua.swx", "docs/architecture.md",
    ])
    func whatEditorsLeaveChangesNothing(path: String) {
        #expect(ChangePlan(paths: [path]).isEmpty)
    }

    @Test func severalChangesAreOnePlan() {
        let plan = ChangePlan(paths: ["Sources/Gateway/Shard.swift", "Sources/Services/Fraud/FraudHandler.swift"])
        #expect(plan.products == [.gateway, .dojo])
        #expect(plan.roles == [.gateway, .service("fraud")])
    }
}
