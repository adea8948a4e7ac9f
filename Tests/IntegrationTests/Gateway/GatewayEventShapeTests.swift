import Kafka
import OrderEvents
import TestSupport
import Testing

/// What a change of an order puts on the topics, to the letter of the contract.
@Suite("Events of the gateway", .timeLimit(.minutes(2)))
struct GatewayEventShapeTests {
    @Test(arguments: BrokerKind.all)
    func everyChangeIsTwoRecordsToTheLetter(_ kind: BrokerKind) async throws {
        try await GatewayStage.run(kind) { stage in
            let gateway = try await stage.start()
            let headers = [
                "X-Correlation-Id": "req-1", "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            ]
            let created = try gateway.request("POST", "/api/orders", .order("Zoë \\\"Z\\\"", price: "12.50"), headers)
                .json
            let id = created["id"] ?? ""
            let changed = try gateway.request("PUT", "/api/orders/\(id)", .order("Bob", price: "3"), headers).json
            #expect(try gateway.request("DELETE", "/api/orders/\(id)", nil, headers).status == 204)
            let (orders, audit) = (stage.dojo.topics.orders, stage.dojo.topics.audit)
            try await waitUntil("all events", timeout: .seconds(30)) {
                stage.dojo.witness.records(on: orders).count >= 3 && stage.dojo.witness.records(on: audit).count >= 3
            }

            let createdAt = created["createdAt"] ?? ""
            let before =
                #"{"id":"\#(id)","customerName":"Zoë \"Z\"","item":"Soup","quantity":1,"price":12.5,"#
                + #""status":"created","createdAt":"\#(createdAt)"}"#
            let after =
                #"{"id":"\#(id)","customerName":"Bob","item":"Soup","quantity":1,"price":3,"#
                + #""status":"created","createdAt":"\#(createdAt)"}"#
            let steps = [("created", before), ("updated", after), ("deleted", after)]
            for (index, (action, order)) in steps.enumerated() {
                let onOrders = stage.dojo.witness.records(on: orders)[index]
                let onAudit = stage.dojo.witness.records(on: audit)[index]
                let time = Timestamp(milliseconds: onOrders.timestamp).iso8601
                #expect(text(onOrders.value) == #"{"action":"\#(action)","order":\#(order),"timestamp":"\#(time)"}"#)
                #expect(
                    text(onAudit.value)
                        == #"{"source":"order-service","action":"\#(action)","orderId":"\#(id)","order":\#(order),"#
                        + #""timestamp":"\#(time)"}"#)
                #expect(onAudit.timestamp == onOrders.timestamp)
                for (record, topic) in [(onOrders, orders), (onAudit, audit)] {
                    #expect(text(record.key) == id)
                    let version = Int64(record.header("orderVersion") ?? "") ?? 0
                    let trace = record.header("traceparent") ?? ""
                    #expect(trace.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-") && trace.count == 55)
                    #expect(!trace.contains("00f067aa0ba902b7"))
                    #expect(
                        record.headers.map { "\($0.name)=\($0.text ?? "")" } == [
                            "eventId=\(EventID.order(id, version: version, topic: topic))", "correlationId=req-1",
                            "schemaVersion=1", "source=order-service", "orderVersion=\(version)",
                            "traceparent=\(trace)", "instance=gateway-1",
                        ])
                }
            }
            let versions = stage.dojo.witness.records(on: orders).map { Int64($0.header("orderVersion") ?? "") ?? 0 }
            #expect(versions == versions.sorted() && Set(versions).count == 3)
            #expect(versions.prefix(2).map(Int.init) == [created.int("version"), changed.int("version")])
            #expect(createdAt == Timestamp(milliseconds: versions[0]).iso8601)
        }
    }

    private func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }
}
