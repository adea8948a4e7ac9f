import Foundation
import JSONText

/// One log line, before it is written in either format. Ends with a newline and holds no other.
struct LogLine {
    let time: Date
    let level: Logger.Level
    let label: String
    let message: String
    let metadata: [String: String]

    private var timestamp: String { time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)) }

    /// `2026-02-05T13:11:17.406Z INFO    relay: lease taken depth=12 reason="no answer"`
    var text: [UInt8] {
        let level = level.rawValue.uppercased().padding(toLength: 7, withPad: " ", startingAt: 0)
        var line = "\(timestamp) \(level) \(label): \(Self.escape(message))"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            let plain = !value.isEmpty && !value.contains { $0.isWhitespace || $0 == "\"" || $0 == "=" }
            line += " \(key)=" + (plain ? Self.escape(value) : "\"\(Self.escape(value, quotes: true))\"")
        }
        return Array((line + "\n").utf8)
    }

    /// `{"time":"…","level":"info","logger":"relay","message":"lease taken","metadata":{"depth":"12"}}`
    var json: [UInt8] {
        var json = JSONWriter()
        json.object {
            $0.field("time", timestamp)
            $0.field("level", level.rawValue)
            $0.field("logger", label)
            $0.field("message", message)
            guard !metadata.isEmpty else { return }
            $0.object("metadata") {
                for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { $0.field(named: key, value) }
            }
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }

    /// Control characters as escapes: what a peer sent can neither begin a line of its own nor move the cursor.
    private static func escape(_ text: String, quotes: Bool = false) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\"" where quotes, "\\" where quotes: result += "\\\(scalar)"
            case _ where scalar.properties.generalCategory == .control:
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
