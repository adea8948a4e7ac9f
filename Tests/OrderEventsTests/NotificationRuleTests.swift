import Foundation
import OrderEvents
import Testing

@Suite("Notification rule")
struct NotificationRuleTests {
    private let first = EventID("3f2504e0-4f89-41d3-9a0c-0305e82c3301")

    @Test func chanceMatchesTheContractsVector() {
        #expect(abs(NotificationRule.chance(first: first, retryCount: 0) - 0.5752878755) < 1e-10)
    }

    @Test(arguments: [
        (FailMode.deadLetter, 1, NotificationOutcome.retry), (.deadLetter, 2, .deadLetter), (.drop, 1, .retry),
        (.drop, 2, .dropped), (.retryForever, 2, .retry), (.retryForever, 200, .retry),
    ])
    func theModeSaysWhatBecomesOfTheLastAttempt(
        _ mode: FailMode, _ retryCount: Int, _ expected: NotificationOutcome
    ) {
        let first = EventID("3f2504e0-4f89-41d3-9a0c-0305e82c3301")
        #expect(
            NotificationRule.outcome(first: first, retryCount: retryCount, failRate: 1, failMode: mode) == expected)
        #expect(
            NotificationRule.outcome(first: first, retryCount: retryCount, failRate: 0, failMode: mode) == .notified)
    }

    @Test(arguments: [(0, 0), (1, 0), (2, 50), (3, 100), (5, 400), (6, 500), (1000, 500)])
    func thePauseGrowsAndEnds(_ retryCount: Int, _ milliseconds: Int) {
        #expect(NotificationRule.pause(after: retryCount) == .milliseconds(milliseconds))
    }

    @Test(arguments: [(0, NotificationOutcome.retry), (1, .retry), (2, .deadLetter), (3, .deadLetter)])
    func threeAttemptsInAll(_ retryCount: Int, _ expected: NotificationOutcome) {
        #expect(NotificationRule.outcome(first: first, retryCount: retryCount, failRate: 1) == expected)
        #expect(NotificationRule.outcome(first: first, retryCount: retryCount, failRate: 0) == .notified)
    }

    @Test func failsBelowTheRateOnly() {
        #expect(NotificationRule.outcome(first: first, retryCount: 0, failRate: 0.57) == .notified)
        #expect(NotificationRule.outcome(first: first, retryCount: 0, failRate: 0.58) == .retry)
    }

    @Test func drawsSpreadEvenly() {
        let draws = (0..<10_000).map { NotificationRule.chance(first: EventID("id-\($0)"), retryCount: 0) }
        #expect(draws.allSatisfy { (0..<1).contains($0) })
        let failures = draws.count { $0 < 0.3 }
        #expect((2800...3200).contains(failures))
    }

    @Test func valuesAreTheContractsToTheLetter() throws {
        let time = Timestamp(milliseconds: 1_770_297_077_406)
        let audit = NotificationAudit(
            outcome: .retry, orderID: "o1", instanceID: "notification-1", retryCount: 1, timestamp: time)
        #expect(
            String(decoding: audit.json, as: UTF8.self)
                == #"{"source":"notification-service","action":"RETRY","orderId":"o1","instanceId":"notification-1","#
                + #""retryCount":1,"timestamp":"2026-02-05T13:11:17.406Z"}"#)
        let letter = DeadLetter(
            event: OrderEvent(action: .created, order: .example, timestamp: time), instanceID: "notification-1",
            timestamp: time)
        #expect(
            String(decoding: letter.json, as: UTF8.self)
                == #"{"action":"created","order":\#(Order.exampleJSON),"reason":"Max retries exceeded","#
                + #""instanceId":"notification-1","timestamp":"2026-02-05T13:11:17.406Z"}"#)
    }
}

extension Order {
    static let example = Order(
        id: "00000000-0000-4000-8000-000000000001",
        draft: OrderDraft(customerName: "Ann", item: "Pizza \"Margherita\"", quantity: 2, price: Price(cents: 1250)),
        createdAt: Timestamp(milliseconds: 1_770_297_077_406))

    static let exampleJSON =
        #"{"id":"00000000-0000-4000-8000-000000000001","customerName":"Ann","item":"Pizza \"Margherita\"","#
        + #""quantity":2,"price":12.5,"status":"created","createdAt":"2026-02-05T13:11:17.406Z"}"#
}
