import OrderEvents
import Redis
import Synchronization
import TestSupport
import Testing

@testable import State

@Suite("Settings")
struct SettingsTests {
    @Test func defaultsHoldUntilSomethingIsSet() async throws {
        try await TestState.run { state in
            let settings = try Settings(
                redis: state.redis, scripts: state.scripts, defaults: SettingsValues(failRate: 0.1))
            await settings.start()
            #expect(settings.current == SettingsValues(failRate: 0.1))
            settings.stop()
        }
    }

    @Test func whatWasSetBeforeHoldsFromTheStart() async throws {
        try await TestState.run { state in
            _ = try await state.redis.send([
                "HSET", "settings", "failRate", "1", "fraudWindow", "30", "fraudBurst", "no",
            ])
            let settings = try Settings(redis: state.redis, scripts: state.scripts, defaults: SettingsValues())
            await settings.start()
            #expect(settings.current.failRate == 1)
            #expect(settings.current.fraudLimits == FraudLimits(windowSeconds: 30))
            settings.stop()
        }
    }

    @Test func aChangeReachesEveryProcess() async throws {
        try await TestState.run { state in
            let other = try await state.another()
            let (here, there) = (
                try Settings(redis: state.redis, scripts: state.scripts, defaults: SettingsValues()),
                try Settings(redis: other, scripts: state.scripts, defaults: SettingsValues())
            )
            let told = Mutex<[Double]>([])
            there.onChange { values in told.withLock { $0.append(values.failRate) } }
            await here.start()
            await there.start()
            try await here.set(.failRate, to: "0.75")
            try await here.set(.fraudAmount, to: "5000")
            try await waitUntil("both know") {
                [here, there].allSatisfy {
                    $0.current.failRate == 0.75 && $0.current.fraudLimits.amount == Price(cents: 5000)
                }
            }
            #expect(told.withLock { $0 }.last == 0.75)
            here.stop()
            there.stop()
            await other.close()
        }
    }

    @Test(arguments: [
        (SettingsValues.Name.failRate, "1.01"), (.failRate, "nan"), (.failRate, ""), (.fraudVelocity, "-1"),
        (.failMode, "later"), (.delayFraud, "-1"), (.delayAudit, "10001"), (.fraudWindow, "0"), (.fraudAmount, "1.5"),
        (.fraudBurst, "many"),
    ])
    func whatMakesNoSenseIsRefused(name: SettingsValues.Name, value: String) async throws {
        var values = SettingsValues()
        let error = #expect(throws: StateError.self) { try values.set(name, to: value) }
        #expect(error?.code == .invalidSetting)
        #expect(values == SettingsValues())
    }

    @Test func everySettingIsReadBackAsItIsWritten() throws {
        var values = SettingsValues()
        for (name, text) in [
            (SettingsValues.Name.failMode, "retry-forever"), (.delayNotification, "1"), (.delayFraud, "20"),
            (.delayAnalytics, "300"), (.delayAudit, "4000"),
        ] {
            try values.set(name, to: text)
            #expect(values[name] == text)
        }
        #expect(values.failMode == .retryForever)
        #expect(values.delay(of: "fraud") == .milliseconds(20))
        #expect(values.delay(of: "nobody") == .zero)
        try values.set(.delayFraud, to: "0")
        #expect(values.delay(of: "fraud") == .zero)
    }

    @Test func aRedisThatComesBackIsReadAgain() async throws {
        try await TestState.run { state in
            let settings = try Settings(redis: state.redis, scripts: state.scripts, defaults: SettingsValues())
            await settings.start()
            try await settings.set(.failRate, to: "0.9")
            try await waitUntil("it is known") { settings.current.failRate == 0.9 }
            state.server.kill()
            try await state.server.start()  // empty
            try await waitUntil("the default holds again") { settings.current.failRate == 0.3 }
            try await settings.set(.failRate, to: "0.5")
            try await waitUntil("a change is heard") { settings.current.failRate == 0.5 }
            settings.stop()
        }
    }
}
