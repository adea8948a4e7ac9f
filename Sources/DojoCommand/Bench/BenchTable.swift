import Foundation

/// A report as text for a terminal.
struct BenchTable {
    let report: BenchReport

    var text: String {
        var text = "\(report.cores) cores (\(report.processor)), broker: \(report.broker), \(report.build) build, "
        text += String(format: "load before %.1f", report.loadBefore)
        if let seconds = report.warmUpSeconds { text += ", warmed up for \(Self.number(seconds)) s" }
        text += "\n\n"
        for row in report.rows {
            let verdict = row.isReached.map { $0 ? "reached" : "NOT reached" } ?? "not judged"
            text += "\(row.what)\n    to reach: \(row.reach) (\(verdict))\n"
            text += line("measured", row.figures)
            if let raw = row.raw { text += line("raw", raw) }
            if !row.ratios.isEmpty { text += line("ratio", row.ratios) }
            if let note = row.note { text += "    note      \(note)\n" }
        }
        return text
    }

    private func line(_ name: String, _ figures: [String: Double]) -> String {
        let parts = figures.sorted { $0.key < $1.key }.map { "\($0.key) \(Self.number($0.value))" }
        return "    \(name.padding(toLength: 10, withPad: " ", startingAt: 0))" + parts.joined(separator: ", ") + "\n"
    }

    private static func number(_ value: Double) -> String {
        value >= 1000 || value == value.rounded() ? String(format: "%.0f", value) : String(format: "%.2f", value)
    }
}
