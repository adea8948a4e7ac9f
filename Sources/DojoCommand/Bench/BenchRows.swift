import Foundation
import OrderEvents
import Telemetry

/// Measures rows, one after another, on one stage.
final class BenchRows: Sendable {
    let stage: BenchStage
    private let isQuiet: Bool

    /// - Parameter isQuiet: says nothing while it measures.
    init(stage: BenchStage, isQuiet: Bool) {
        self.stage = stage
        self.isQuiet = isQuiet
    }

    func measure(_ row: BenchCommand.Row) async throws(CommandError) -> [BenchRow] {
        try await stage.place(row == .orders || row == .fraud ? .together : .apart)
        return switch row {
        case .all: []
        case .fanout: try await fanout()
        case .compress: try await compress()
        case .growth: try await growth()
        case .keys: [try await keys()]
        case .latency: [try await latency()]
        case .idle: [try await idle()]
        case .connect: [try await connect()]
        case .silent: [try await silent()]
        case .orders: [try await orders()]
        case .fraud: [try await fraud()]
        case .notifications: [try await notifications()]
        }
    }

    /// Progress, beside the results.
    func say(_ line: String) {
        if !isQuiet { StandardStream.error.write(Array((line + "\n").utf8)) }
    }

    /// Topics of their own, so that no row sees another's records.
    func newTopics() -> TopicNames {
        let run = UUID().uuidString.prefix(8).lowercased()
        return TopicNames(
            orders: "bench-orders-\(run)", audit: "bench-\(run)", deadLetters: "bench-orders-dlq-\(run)",
            auditDeadLetters: "bench-dlq-\(run)", playground: "bench-playground-\(run)")
    }

    func millions(_ number: Double) -> String {
        number >= 100_000 ? String(format: "%.2f M/s", number / 1_000_000) : String(format: "%.0f/s", number)
    }
}
