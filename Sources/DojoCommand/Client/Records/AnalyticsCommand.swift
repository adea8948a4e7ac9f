import Foundation
import Options
import OrderEvents
import Program

/// `dojo analytics`: what happened, by minute.
struct AnalyticsCommand: Subcommand {
    static let commandName = "analytics"
    static let abstract = "Shows orders, outcomes, latency and revenue by minute: dojo analytics --minutes 60"

    private let options: ClientOptions
    private let minutes: Int

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Analytics")
        minutes = reader.option(
            "minutes", default: 15, in: 1...1440, help: "How many, up to this one.", environment: "")
        options = ClientOptions(&reader)
    }

    struct Answer: Decodable {
        struct Minute: Decodable {
            let at: Int64
            let orders: Int
            let notified: Int
            let retries: Int
            let dlq: Int
            let latencyMs: Int?
            let revenue: Double
        }

        let minutes: [Minute]
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask(
            "GET", "/api/analytics/minutes", query: ["minutes": "\(minutes)"])
        try options.show(answer, text: Self.text(DojoClient.decode(Answer.self, answer)))
        return .success
    }

    private static func text(_ answer: Answer) -> String {
        var table = TextTable(
            headings: ["MINUTE", "ORDERS", "NOTIFIED", "RETRIES", "DLQ", "LATENCY MS", "REVENUE"],
            right: [1, 2, 3, 4, 5, 6])
        table.rows = answer.minutes.map { minute in
            [
                "\(Timestamp(milliseconds: minute.at))", "\(minute.orders)", "\(minute.notified)", "\(minute.retries)",
                "\(minute.dlq)", minute.latencyMs.map { "\($0)" } ?? "-", String(format: "%.2f", minute.revenue),
            ]
        }
        return table.text
    }
}
