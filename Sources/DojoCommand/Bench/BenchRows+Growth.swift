import EventLoop

/// What a delivery costs the server as clients become more.
extension BenchRows {
    /// The same records to few clients and to many: one row each.
    func growth() async throws(CommandError) -> [BenchRow] {
        let rate = 600.0
        var rows: [BenchRow] = []
        for clients in [100, 300, 1000, 2000, 5000] {
            say("cost of a delivery with \(clients) clients")
            let point = FanoutCase(clients: clients, p99: 1000, reach: "")
            let measure = try await gatewayFanout(point, rate: rate)
            var row = BenchRow(
                what: "growth, \(clients) clients", figures: measure.figures,
                reach: "≤ 1.2 × what it is with 100 clients")
            row.figures["clients"] = Double(clients)
            row.figures["serverNanosecondsPerDelivery"] =
                measure.serverSeconds * 1e9 / Double(max(1, measure.deliveries))
            rows.append(row)
        }
        let first = rows.first?.figures["serverNanosecondsPerDelivery"] ?? 1
        for index in rows.indices {
            let ratio = (rows[index].figures["serverNanosecondsPerDelivery"] ?? 0) / max(1, first)
            rows[index].ratios = ["costToFirst": ratio]
            rows[index].isReached = ratio <= 1.2
        }
        return rows
    }
}
