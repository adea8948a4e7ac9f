import Foundation
import TestSupport
import Testing

@Suite("What a gateway counts", .timeLimit(.minutes(2)))
struct GatewayMetricsTests {
    @Test func whatHappensIsCounted() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.startProcess("gateway-1")
            let topics = stage.dojo.topics
            try await stage.writeNumbered(9)
            let clients = try (0..<3).map { _ in try gateway.connect() }
            for client in clients {
                try client.subscribe(topics.orders, from: #""earliest""#)
                _ = try client.events(9)
            }
            for client in clients { try client.subscribe(topics.audit) }
            let feed = try gateway.feed("?channels=\(topics.orders)&from=latest")
            let number = try await stage.writeNext()
            for client in clients { #expect(try client.events(1).events.map(\.number) == [number]) }
            _ = try feed.next()
            try clients[0].subscribe(topics.orders, from: #""another.0-1""#)
            _ = try clients[0].hear("gap")
            try clients[1].socket.send(opcode: 8, [0x03, 0xE8])
            _ = try clients[1].socket.receiveClose()

            func reaches(_ name: String, _ labels: String = "", _ value: Double) async throws {
                try await waitUntil("\(name){\(labels)} is \(value)") { try gateway.metric(name, labels) == value }
            }
            try await reaches("gateway_connections", "", 2)
            try await reaches("gateway_subscriptions", "", 4)
            try await reaches("gateway_event_streams", "", 1)
            // Nine records and one, to three clients and a feed that began with the last.
            try await reaches("gateway_deliveries_total", "", 31)
            try await reaches("gateway_gaps_total", #"reason="reset""#, 1)
            try await reaches("gateway_closes_total", #"code="1000""#, 1)
            try await reaches("gateway_ring_records", #"channel="\#(topics.orders)""#, 10)
            try await reaches("gateway_kafka_lag_records", #"topic="\#(topics.orders)""#, 0)
            try await reaches("gateway_blocked_connections", "", 0)
            #expect(try gateway.metric("gateway_ring_bytes", #"channel="\#(topics.orders)""#) > 500)
            #expect(try gateway.metric("gateway_frames_total") >= 12)
            #expect(try gateway.metric("gateway_sent_bytes_total") > 3000)
            // The last record came to both shards' followers; how many shards those are the kernel decides.
            #expect(try gateway.metric("gateway_fanout_lag_seconds_count") >= 1)
            #expect(try gateway.metric("gateway_fanout_lag_seconds_sum") < 30)
            #expect(try gateway.metric("gateway_flush_records_count") >= 1)
            #expect(try gateway.metric("gateway_loop_stall_seconds_count", #"shard="0""#) > 1)
            withExtendedLifetime((clients, feed)) {}
        }
    }

    @Test func refusalsAreCountedByReason() async throws {
        try await GatewayStage.run { stage in
            let gateway = try await stage.startProcess("gateway-1", ["JWT_SECRET_FILE": try TestTokens.file()])
            let expired = try TestTokens.make(.viewer, lasting: -100)
            let forged = try TestTokens.make(.viewer, secret: Array(repeating: 7, count: 32))
            for token in [expired, forged, forged] {
                #expect(try gateway.get("/api/orders", ["Authorization": "Bearer \(token)"]).status == 401)
            }
            let instructor = ["Authorization": "Bearer \(try TestTokens.make(.instructor))"]
            let page = try gateway.get("/metrics", instructor).text
            #expect(page.contains(#"gateway_auth_failures_total{reason="bad"} 2"#))
            #expect(page.contains(#"gateway_auth_failures_total{reason="expired"} 1"#))
        }
    }
}
