import Foundation
import OrderEvents
import Testing

@Suite("Fraud rules")
struct FraudCheckTests {
    private func alerts(customer: Int = 1, global: Int = 1, cents: Int64 = 100) -> [FraudAlert.Kind] {
        var order = Order.example
        order.quantity = 1
        order.price = Price(cents: cents)
        return FraudCheck(customerOrdersInWindow: customer, globalOrdersInWindow: global, limits: FraudLimits())
            .alerts(for: order).map(\.kind)
    }

    @Test func eachRuleAtItsEdge() {
        #expect(alerts(customer: 5).isEmpty)
        #expect(alerts(customer: 6) == [.velocity])
        #expect(alerts(global: 20).isEmpty)
        #expect(alerts(global: 21) == [.burst])
        #expect(alerts(cents: 10_000).isEmpty)
        #expect(alerts(cents: 10_001) == [.amount])
        #expect(alerts(customer: 6, global: 21, cents: 10_001) == [.velocity, .burst, .amount])
    }

    @Test func anAmountBeyondAllNumbersIsOnlyLarge() {
        var order = Order.example
        order.quantity = .max
        order.price = Price(cents: 10_000_000)
        #expect(order.amount == Price(cents: .max))
        order.quantity = .min
        #expect(order.amount == Price(cents: .min))
    }

    @Test func valuesAreTheContractsToTheLetter() {
        let check = FraudCheck(customerOrdersInWindow: 6, globalOrdersInWindow: 7, limits: FraudLimits())
        let time = Timestamp(milliseconds: 1_770_297_077_406)
        let audit = FraudAudit(order: .example, check: check, instanceID: "fraud-1", timestamp: time)
        #expect(
            String(decoding: audit.json, as: UTF8.self)
                == #"{"source":"fraud-service","action":"FRAUD_ALERT","orderId":"00000000-0000-4000-8000-000000000001","#
                + #""customerName":"Ann","instanceId":"fraud-1","alerts":[{"type":"VELOCITY","#
                + #""reason":"Ann placed 6 orders within 60 s (limit 5)","severity":"HIGH"}],"#
                + #""windowStats":{"customerOrdersInWindow":6,"globalOrdersInWindow":7},"#
                + #""timestamp":"2026-02-05T13:11:17.406Z"}"#)
        let calm = FraudCheck(customerOrdersInWindow: 1, globalOrdersInWindow: 1, limits: FraudLimits())
        let passed = FraudAudit(order: .example, check: calm, instanceID: "fraud-1", timestamp: time)
        #expect(!String(decoding: passed.json, as: UTF8.self).contains("alerts"))
    }
}

@Suite("Stream statistics")
struct StreamStatsTests {
    private func stats(_ outcomes: [NotificationOutcome: Int]) -> StreamStats {
        StreamStats(
            orderID: "o1", ordersPerMinute: 9, outcomes: outcomes, averageLatency: 42,
            timestamp: Timestamp(milliseconds: 0))
    }

    @Test func theRateCountsWhatHasEnded() {
        #expect(stats([.notified: 6, .retry: 3, .deadLetter: 1]).successRate == "85.7%")
        #expect(stats([:]).successRate == "0.0%")
        #expect(stats([.notified: 1]).successRate == "100.0%")
        #expect(stats([.notified: 2, .deadLetter: 1]).successRate == "66.7%")
        #expect(stats([.retry: 5]).successRate == "0.0%")
    }

    @Test func valuesAreTheContractsToTheLetter() {
        #expect(
            String(decoding: stats([.notified: 6, .retry: 3, .deadLetter: 1]).json, as: UTF8.self)
                == #"{"source":"analytics","action":"STREAM_STATS","orderId":"o1","stats":{"ordersPerMinute":9,"#
                + #""notificationSuccessRate":"85.7%","notificationOutcomes":{"NOTIFIED":6,"RETRY":3,"DLQ":1},"#
                + #""avgNotificationLatencyMs":42},"timestamp":"1970-01-01T00:00:00.000Z"}"#)
    }
}

@Suite("Times")
struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_770_297_077_406, "2026-02-05T13:11:17.406Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (951_868_800_000, "2000-03-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
    ])
    func areISO8601WithMilliseconds(_ milliseconds: Int64, _ text: String) {
        #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
        #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test func readsOtherSpellings() {
        #expect(Timestamp(iso8601: "2026-02-05T13:11:17Z")?.milliseconds == 1_770_297_077_000)
        #expect(Timestamp(iso8601: "2026-02-05T14:11:17+01:00")?.milliseconds == 1_770_297_077_000)
        #expect(Timestamp(iso8601: "yesterday") == nil)
    }
}
