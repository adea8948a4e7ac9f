import Kafka
import OrderEvents
import Testing

@testable import Services

@Suite("What follows from a notification") struct NotificationConsequencesTests {
    private let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    private func consequences(
        _ outcome: NotificationOutcome, retryCount: Int? = nil
    ) throws -> NotificationConsequences {
        var headers = [
            ("eventId", "e-1"), ("correlationId", "c-1"), ("orderVersion", "42"), ("traceparent", trace),
            ("source", "order-service"),
        ]
        if let retryCount { headers += [("retryCount", "\(retryCount)"), ("firstEventId", "e-0")] }
        return NotificationConsequences(
            record: try Records.incoming(headers: headers), order: Records.event(),
            decision: NotificationDecision(outcome: outcome, time: Records.now, instanceID: "n-1"),
            topics: TopicNames())
    }

    @Test func everyAttemptIsToldOf() throws {
        let audit = try consequences(.notified).audit
        let expected = """
            {"source":"notification-service","action":"NOTIFIED","orderId":"\(Records.order.id)","instanceId":"n-1",\
            "retryCount":0,"timestamp":"\(Records.now)"}
            """
        #expect(audit.text == expected)
        #expect(audit.topic == "audit")
        #expect(audit.key == Array(Records.order.id.utf8))
        #expect(audit.timestamp == Records.now.milliseconds)
        #expect(audit.header("eventId") == EventID.outcome(of: EventID("e-1"), topic: "audit").text)
        #expect(audit.header("correlationId") == "c-1")
        #expect(audit.header("orderVersion") == "42")
        #expect(audit.header("source") == "notification-service")
        #expect(audit.header("schemaVersion") == "1")
        #expect(audit.header("traceparent")?.contains("4bf92f3577b34da6a3ce929d0e0e4736") == true)
        #expect(audit.header("retryCount") == nil)
        #expect(audit.header("instance") == "n-1")
    }

    @Test func successHasNoOtherConsequence() throws {
        let consequences = try consequences(.notified)
        #expect(consequences.retry == nil)
        #expect(consequences.deadLetter == nil)
    }

    @Test(arguments: [(nil, "1", "e-1"), (1, "2", "e-0")])
    func aFailureIsTheSameRecordAgainOneHigher(_ before: Int?, _ after: String, _ first: String) throws {
        let consequences = try consequences(.retry, retryCount: before)
        let retry = try #require(consequences.retry)
        #expect(consequences.deadLetter == nil)
        #expect(retry.topic == "orders")
        #expect(retry.key == Array(Records.order.id.utf8))
        #expect(retry.value == Records.event().json)
        #expect(retry.header("retryCount") == after)
        #expect(retry.header("firstEventId") == first)
        #expect(retry.header("eventId") == EventID.retry(of: EventID(first), attempt: Int(after) ?? 0).text)
        #expect(retry.header("correlationId") == "c-1")
        #expect(retry.header("orderVersion") == "42")
    }

    @Test func theLastFailureIsADeadLetter() throws {
        let consequences = try consequences(.deadLetter, retryCount: 2)
        let letter = try #require(consequences.deadLetter)
        #expect(consequences.retry == nil)
        #expect(consequences.audit.text.contains(#""action":"DLQ""#))
        #expect(consequences.audit.text.contains(#""retryCount":2"#))
        #expect(letter.topic == "orders-dlq")
        #expect(letter.text.contains(#""reason":"Max retries exceeded","instanceId":"n-1""#))
        #expect(letter.header("eventId") == EventID.outcome(of: EventID("e-1"), topic: "orders-dlq").text)
        #expect(letter.header("dlq-original-topic") == nil)
    }

    @Test func aRecordWithoutARequestStartsOne() throws {
        let record = try Records.incoming(headers: [("eventId", "e-9")])
        let headers = record.headers(of: EventID("x"), source: "s", instance: "i-1")
        #expect(headers.correlationID == "e-9")
        #expect(TraceParent.isValid(headers.traceparent ?? ""))
    }
}
