import Foundation

/// A line that librdkafka logs.
public struct KafkaLogLine: Sendable, CustomStringConvertible {
    /// Importance as syslog has it: 3 error, 4 warning, 5 notice, 6 info, 7 debug.
    public let level: Int32
    /// librdkafka's word for what it is about: `FAIL`, `CONFWARN`.
    public let facility: String
    /// Name of the client that logs.
    public let client: String
    public let message: String

    public var description: String { "\(client) \(facility): \(message)" }

    /// Writes warnings and worse to standard error, and drops the rest.
    public static let toStandardError: @Sendable (KafkaLogLine) -> Void = { line in
        guard line.level <= 4 else { return }
        FileHandle.standardError.write(Data("\(line)\n".utf8))
    }
}
