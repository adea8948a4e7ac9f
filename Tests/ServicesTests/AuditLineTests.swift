import OrderEvents
import Testing

@testable import Services

@Suite("An audit event as a line of JSON") struct AuditLineTests {
    private func line(_ json: String) throws -> String {
        let event = try AuditEvent(json: Array(json.utf8))
        return String(decoding: AuditLine(event: event, eventID: EventID("e-1")).bytes, as: UTF8.self)
    }

    @Test func hasWhatIsNeededToCountAndToFind() throws {
        let value = """
            {"source":"notification-service","action":"RETRY","orderId":"o-1","instanceId":"n-1","retryCount":0,\
            "timestamp":"2026-02-05T12:31:17.406Z"}
            """
        let expected = """
            {"source":"notification-service","action":"RETRY","orderId":"o-1","instanceId":"n-1",\
            "timestamp":"2026-02-05T12:31:17.406Z","eventId":"e-1"}\n
            """
        #expect(try line(value) == expected)
    }

    @Test func leavesOutTheInstanceOfWhoHasNone() throws {
        let value = #"{"source":"s","action":"a\nb","orderId":"o","timestamp":"2026-02-05T12:31:17Z"}"#
        let expected =
            #"{"source":"s","action":"a\nb","orderId":"o","timestamp":"2026-02-05T12:31:17.000Z","eventId":"e-1"}"#
        #expect(try line(value) == expected + "\n")
    }
}
