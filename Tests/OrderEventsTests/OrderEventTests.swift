import OrderEvents
import Testing

@Suite("Order events")
struct OrderEventTests {
    private let event = OrderEvent(
        action: .created, order: .example, timestamp: Timestamp(milliseconds: 1_770_297_077_406))

    @Test func valuesAreTheContractsToTheLetter() {
        #expect(
            String(decoding: event.json, as: UTF8.self)
                == #"{"action":"created","order":\#(Order.exampleJSON),"timestamp":"2026-02-05T13:11:17.406Z"}"#)
        #expect(
            String(decoding: event.auditJSON, as: UTF8.self)
                == #"{"source":"order-service","action":"created","orderId":"00000000-0000-4000-8000-000000000001","#
                + #""order":\#(Order.exampleJSON),"timestamp":"2026-02-05T13:11:17.406Z"}"#)
    }

    @Test func readsWhatItWrites() throws {
        #expect(try OrderEvent(json: event.json) == event)
        let audit = try AuditEvent(json: event.auditJSON)
        #expect(audit.source == EventSource.orders)
        #expect(audit.action == "created")
        #expect(audit.instanceID == nil)
    }

    @Test(arguments: [
        ("", "not JSON"), ("{", "not JSON"), ("[]", "the value has the wrong type"), ("{}", "action is missing"),
        (#"{"action":"eaten"}"#, "action"), (#"{"action":"created","order":7}"#, "order has the wrong type"),
        (
            #"{"action":"created","order":{"id":"x"},"timestamp":"2026-02-05T13:11:17.406Z"}"#,
            "order.customerName is missing"
        ),
    ])
    func saysWhatIsWrongWithARecord(_ json: String, _ reason: String) {
        let error = #expect(throws: MalformedEvent.self) { try OrderEvent(json: Array(json.utf8)) }
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "nothing")")
    }

    @Test func headersRoundTripAndRefuseNonsense() throws {
        var headers = EventHeaders(
            eventID: EventID("e"), correlationID: "c", source: "s", orderVersion: 7, traceparent: "00-x")
        headers.retryCount = 2
        headers.firstEventID = EventID("f")
        #expect(headers.pairs.contains { $0 == ("schemaVersion", "1") })
        #expect(try EventHeaders(headers.pairs) == headers)
        for nonsense in ["", "-1", "two", "1.5"] {
            #expect(throws: MalformedEvent.self) { try EventHeaders([("retryCount", nonsense)]) }
        }
    }

    @Test func eachRecordIsMeantForSomeGroups() throws {
        func concerns(_ pairs: [(name: String, value: String)], _ group: String) throws -> Bool {
            try EventHeaders(pairs).concerns(group: group, notificationGroup: "notification-group")
        }
        #expect(try concerns([], "fraud-group"))
        #expect(try !concerns([("retryCount", "1")], "fraud-group"))
        #expect(try concerns([("retryCount", "1")], "notification-group"))
        let redriven = [(name: "redrive-group", value: "fraud-group"), (name: "redriveCount", value: "1")]
        #expect(try concerns(redriven, "fraud-group"))
        #expect(try !concerns(redriven, "notification-group"))
    }
}
