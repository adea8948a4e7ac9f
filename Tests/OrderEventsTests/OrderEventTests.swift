import Foundation
import JSONText
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

    /// Most are read without Foundation's decoder, which stays the judge of what they say.
    @Test(arguments: [
        #"{"action":"created","order":ORDER,"timestamp":"2026-02-05T13:11:17.406Z"}"#,
        #" { "timestamp" : "2026-02-05T13:11:17.406Z" , "more" : [ { "action" : 1 } ] , "order" : ORDER , "#
            + #""action" : "deleted" } "#,
        #"{"action":"created","action":"deleted","order":ORDER,"timestamp":"2026-02-05T13:11:17.406Z"}"#,
        #"{"action":"created","order":ORDER,"timestamp":"2026-02-05T14:11:17+01:00"}"#,
        #"{"action":"created","order":ORDER,"timestamp":"2026-02-29T14:11:17.000Z"}"#,
        #"{"action":"created","order":ORDER,"timestamp":"2026-13-01T14:11:17.000Z"}"#,
        #"{"action":"\u0063reated","order":ORDER,"timestamp":"2026-02-05T13:11:17.406Z"}"#,
        #"{"action":"created","order":[ORDER],"timestamp":"2026-02-05T13:11:17.406Z"}"#,
        #"{"action":"created","order":ORDER,"timestamp":null}"#, #"{"action":"created","order":ORDER"#,
        #"{"action":"created","order":ORDER,"timestamp":"2026-02-05T13:11:17.406Z",}"#,
    ])
    func readsAsFoundationDoes(_ template: String) {
        let id = #"{"id":"o1","customerName":"#
        let orders: [String] = [
            Order.exampleJSON, id + #""Zo\u00eb \"Z\" 🍕","item":"","quantity":12,"price":0,"status":"x","createdAt":"#,
            id + #""A","item":"B","quantity":2.0,"price":9.50,"status":"created","createdAt":"#,
            id + #""A","item":"B","quantity":-2,"price":-9.5,"status":"created","createdAt":"#,
            id + #""A","item":"B","quantity":2.5,"price":9.5,"status":"created","createdAt":"#,
            id + #""A","item":"B","quantity":2,"price":9.555,"status":"created","createdAt":"#,
            id + #""A","item":"B","quantity":2e1,"price":1E2,"status":"created","createdAt":"#,
            id
                + #""A","item":"B","quantity":12345678901234567890,"price":12345678901234567.89,"status":"","createdAt":"#,
            id + #""A","item":7,"quantity":"2","price":"9.5","status":null,"createdAt":"#,
            id + #""\ud800","item":"B","quantity":2,"price":9.5,"status":"created","createdAt":"#,
        ]
        for order in orders {
            let order = order.hasSuffix("}") ? order : order + #""1970-01-01T00:00:00.001Z"}"#
            let json = template.replacingOccurrences(of: "ORDER", with: order)
            let decoded = try? JSONDecoder().decode(OrderEvent.self, from: Data(json.utf8))
            // Stricter than Foundation, which takes a comma too many.
            guard JSONText.isValid(Array(json.utf8)) else { continue }
            #expect((try? OrderEvent(json: Array(json.utf8))) == decoded, "\(json)")
        }
    }

    @Test(arguments: [
        #"{"source":"a","action":"b","orderId":"c","timestamp":"2026-02-05T13:11:17.406Z"}"#,
        #"{"source":"a","action":"b","orderId":"c","instanceId":"d","timestamp":"2026-02-05T13:11:17.406Z"}"#,
        #"{"source":"a","action":"b","orderId":"c","instanceId":null,"timestamp":"2026-02-05T13:11:17.406Z"}"#,
        #"{"source":"a","action":"b","orderId":"c","instanceId":7,"timestamp":"2026-02-05T13:11:17.406Z"}"#,
        #"{"source":"a","action":"b","timestamp":"2026-02-05T13:11:17.406Z"}"#,
    ])
    func readsAuditEventsAsFoundationDoes(_ json: String) {
        let decoded = try? JSONDecoder().decode(AuditEvent.self, from: Data(json.utf8))
        #expect((try? AuditEvent(json: Array(json.utf8))) == decoded)
    }

    @Test func timesOfAllYearsAreReadAsTheyAreWritten() {
        for day in stride(from: Int64(-140_000), to: 2_900_000, by: 97) {
            let time = Timestamp(milliseconds: day * 86_400_000 + (day &* 7_919_993) % 86_400_000)
            #expect(Timestamp(iso8601: time.iso8601) == time, "\(time)")
        }
    }

    @Test(
        arguments: [
            ("0", 0), ("12", 1200), ("12.5", 1250), ("12.34", 1234), ("0.05", 5), ("-3.1", -310), ("1e2", 10_000),
            ("12.345", nil), ("", nil), ("x", nil), (".5", 50), ("99999999999999999", nil),
        ] as [(String, Int64?)])
    func pricesAreReadAsDecimalsAre(_ text: String, _ cents: Int64?) {
        #expect(Price(text)?.cents == cents)
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
