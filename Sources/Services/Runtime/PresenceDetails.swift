import JSONText

/// What an instance tells all who look for it.
struct PresenceDetails {
    let report: HealthReport
    /// Of `/health`.
    let address: String
    let processID: Int32

    /// Flat, as presence keeps it; the partitions are JSON, as `/health` shows them.
    var fields: [String: String] {
        var fields = [
            "service": report.service, "group": report.group, "state": report.state.rawValue, "address": address,
            "pid": "\(processID)", "handled": "\(report.handled)",
        ]
        fields["reason"] = report.reason
        var json = JSONWriter()
        report.writePartitions(to: &json)
        fields["partitions"] = String(decoding: json.bytes, as: UTF8.self)
        return fields
    }
}
