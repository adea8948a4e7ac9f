import Testing

@testable import Gateway

@Suite("How many messages a client may send")
struct MessageAllowanceTests {
    private func verdicts(_ count: Int, _ allowance: inout MessageAllowance, rate: Int, at now: Duration)
        -> [MessageAllowance.Verdict]
    {
        (0..<count).map { _ in allowance.ask(messagesPerSecond: rate, now: now) }
    }

    @Test func aSecondsWorthMayComeAtOnceAndIsRefilledEvenly() {
        var allowance = MessageAllowance(messagesPerSecond: 4, now: .zero)
        #expect(verdicts(4, &allowance, rate: 4, at: .zero) == Array(repeating: .take, count: 4))
        #expect(verdicts(1, &allowance, rate: 4, at: .zero) == [.refuse(retryAfterMilliseconds: 250)])
        #expect(verdicts(1, &allowance, rate: 4, at: .milliseconds(150)) == [.refuse(retryAfterMilliseconds: 100)])
        #expect(
            verdicts(2, &allowance, rate: 4, at: .milliseconds(250)) == [.take, .refuse(retryAfterMilliseconds: 250)])
        #expect(verdicts(4, &allowance, rate: 4, at: .seconds(90)) == Array(repeating: .take, count: 4))
        #expect(verdicts(1, &allowance, rate: 4, at: .seconds(90)) == [.refuse(retryAfterMilliseconds: 250)])
    }

    @Test func whoGoesOnIsClosed() {
        var allowance = MessageAllowance(messagesPerSecond: 2, now: .zero)
        let refusal = MessageAllowance.Verdict.refuse(retryAfterMilliseconds: 500)
        #expect(verdicts(5, &allowance, rate: 2, at: .zero) == [.take, .take, refusal, refusal, .close])
    }

    @Test func aPauseMakesGoodWhatWasRefused() {
        var allowance = MessageAllowance(messagesPerSecond: 2, now: .zero)
        let refusal = MessageAllowance.Verdict.refuse(retryAfterMilliseconds: 500)
        for second in 0..<5 {
            #expect(
                verdicts(4, &allowance, rate: 2, at: .seconds(second * 2)) == [.take, .take, refusal, refusal])
        }
    }

    @Test func withoutALimitAnyNumberIsTaken() {
        var allowance = MessageAllowance(messagesPerSecond: 0, now: .zero)
        #expect(verdicts(1000, &allowance, rate: 0, at: .zero).allSatisfy { $0 == .take })
    }
}
