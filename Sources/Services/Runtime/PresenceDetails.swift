import JSONText
import OrderEvents

/// What an instance tells all who look for it.
struct PresenceDetails {
    let report: HealthReport
    /// Of `/health`.
    let address: String
    let processID: Int32
    let startedAt: Timestamp
    /// Resident; nil where the system does not say.
    let memoryBytes: Int?

    /// Flat, as presence keeps it; the partitions are JSON, as `/health` shows them.
    var fields: [String: String] {
        var fields = [
            "service": report.service, "group": report.group, "state": report.state.rawValue, "address": address,
            "pid": "\(processID)", "handled": "\(report.handled)",
        ]
        fields["reason"] = report.reason
        fields["startedAt"] = "\(startedAt.milliseconds)"
        fields["memoryBytes"] = memoryBytes.map { "\($0)" }
        fields["failed"] = "\(report.failed)"
        fields["perSecond"] = Self.rounded(report.perSecond)
        fields["p50Ms"] = report.median.map { Self.rounded($0 / .milliseconds(1)) }
        fields["p99Ms"] = report.nearlyAll.map { Self.rounded($0 / .milliseconds(1)) }
        var json = JSONWriter()
        report.writePartitions(to: &json)
        fields["partitions"] = String(decoding: json.bytes, as: UTF8.self)
        return fields
    }

    /// To a tenth.
    private static func rounded(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }
}
