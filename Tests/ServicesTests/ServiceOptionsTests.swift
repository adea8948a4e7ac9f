import Options
import OrderEvents
import State
import Testing

@testable import Services

@Suite("Options of a service") struct ServiceOptionsTests {
    private func options(_ environment: [String: String]) throws -> ServiceOptions {
        var reader = OptionReader(command: "t", abstract: "T.", arguments: [], environment: environment)
        let options = ServiceOptions(
            &reader, kind: .fraud, environment: environment, scripts: ScriptFolder("redis"))
        try reader.finish()
        return options
    }

    @Test func defaultsAreTheContracts() throws {
        let options = try options([:])
        #expect(options.instanceID.hasPrefix("fraud-"))
        #expect(options.settings.failRate == 0.3)
        #expect(options.settings.fraudLimits == FraudLimits())
        #expect(options.dedupeHorizon == .seconds(8 * 24 * 3600))
        #expect(options.groups == GroupNames())
        #expect(options.healthPort == 0)
    }

    @Test func everyLimitIsAnOption() throws {
        let options = try options([
            "INSTANCE_ID": "f-1", "FAIL_RATE": "1", "FRAUD_VELOCITY_LIMIT": "2", "FRAUD_BURST_LIMIT": "3",
            "FRAUD_AMOUNT_LIMIT": "12.5", "FRAUD_WINDOW": "2m", "DEDUPE_HORIZON": "1h", "HEALTH_PORT": "8081",
        ])
        #expect(options.instanceID == "f-1")
        #expect(options.settings.failRate == 1)
        let limits = FraudLimits(velocity: 2, burst: 3, amount: Price(cents: 1250), windowSeconds: 120)
        #expect(options.settings.fraudLimits == limits)
        #expect(options.dedupeHorizon == .seconds(3600))
        #expect(options.healthPort == 8081)
    }

    @Test(arguments: [("FAIL_RATE", "2"), ("FRAUD_AMOUNT_LIMIT", "1.234"), ("FRAUD_WINDOW", "0")])
    func whatCannotBeIsRefused(_ name: String, _ value: String) {
        #expect(throws: OptionError.self) { try options([name: value]) }
    }
}
