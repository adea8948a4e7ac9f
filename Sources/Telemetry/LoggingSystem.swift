import Synchronization

/// How log lines look.
public enum LogFormat: String, Sendable, CaseIterable {
    /// For people: time, level, label, message, `key=value`.
    case text
    /// For collectors: one JSON object a line.
    case json
}

/// What all loggers of the process share. Until it is bootstrapped: text, from `info` up.
public enum LoggingSystem {
    private static let json = Atomic(false)
    private static let threshold = Atomic(Logger.Level.info.severity)

    /// Sets the format, and the least level that is written. Loggers made before follow it too.
    public static func bootstrap(format: LogFormat, level: Logger.Level) {
        json.store(format == .json, ordering: .relaxed)
        threshold.store(level.severity, ordering: .relaxed)
    }

    static var format: LogFormat { json.load(ordering: .relaxed) ? .json : .text }
    static func wants(_ level: Logger.Level) -> Bool { level.severity >= threshold.load(ordering: .relaxed) }
}
