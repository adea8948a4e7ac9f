import JSONText

/// All findings of one examination.
struct Report: Sendable, Equatable {
    var findings: [Finding] = []

    var isHealthy: Bool { !findings.contains { $0.verdict == .fail } }

    /// A line for each, and one for what to do.
    var text: String {
        let width = findings.map(\.subject.count).max() ?? 0
        return findings.map { finding in
            let line =
                "\(finding.verdict.rawValue.padded(to: 6))\(finding.subject.padded(to: width + 2))\(finding.message)"
            return line + (finding.remedy.map { "\n" + "".padded(to: width + 8) + "→ " + $0 } ?? "") + "\n"
        }.joined()
    }

    var json: String {
        let bytes = JSONWriter.object { writer in
            writer.field("healthy", isHealthy)
            writer.array("findings") { array in
                for finding in findings {
                    array.object {
                        $0.field("verdict", finding.verdict.rawValue)
                        $0.field("subject", finding.subject)
                        $0.field("message", finding.message)
                        $0.field("remedy", ifPresent: finding.remedy)
                    }
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self) + "\n"
    }
}
