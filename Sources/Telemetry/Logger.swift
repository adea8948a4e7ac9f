import Foundation

/// Writes log lines to standard error. A value: one copy a component, with what is the same in all its lines set once.
///
///     var logger = Logger(label: "relay")
///     logger[metadataKey: "instance"] = "gateway-1"
///     logger.info("lease taken", metadata: ["depth": "12"])
///
/// Words and shapes are swift-log's. What ``LoggingSystem`` leaves out costs an atomic load.
public struct Logger: Sendable {
    /// How bad it is, from what only a developer wants to what someone must look at.
    public enum Level: String, Sendable, CaseIterable, Comparable {
        case trace, debug, info, notice, warning, error

        var severity: UInt8 { UInt8(Self.allCases.firstIndex(of: self) ?? 0) }
        public static func < (left: Level, right: Level) -> Bool { left.severity < right.severity }
    }

    /// Which part of the program speaks.
    public let label: String
    private var metadata: [String: String] = [:]

    /// - Parameter label: Which part of the program speaks, in a word.
    public init(label: String) { self.label = label }

    /// A field that every line of this logger carries.
    public subscript(metadataKey key: String) -> String? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line, if lines of `level` are wanted. A key of `metadata` wins over the logger's own.
    public func log(_ level: Level, _ message: @autoclosure () -> String, metadata: [String: String] = [:]) {
        guard LoggingSystem.wants(level) else { return }
        let fields = metadata.isEmpty ? self.metadata : self.metadata.merging(metadata) { _, given in given }
        let line = LogLine(time: .now, level: level, label: label, message: message(), metadata: fields)
        StandardStream.error.write(LoggingSystem.format == .json ? line.json : line.text)
    }

    public func trace(_ message: @autoclosure () -> String, metadata: [String: String] = [:]) {
        log(.trace, message(), metadata: metadata)
    }
    public func debug(_ message: @autoclosure () -> String, metadata: [String: String] = [:]) {
        log(.debug, message(), metadata: metadata)
    }
    public func info(_ message: @autoclosure () -> String, metadata: [String: String] = [:]) {
        log(.info, message(), metadata: metadata)
    }
    public func notice(_ message: @autoclosure () -> String, metadata: [String: String] = [:]) {
        log(.notice, message(), metadata: metadata)
    }
    public func warning(_ message: @autoclosure () -> String, metadata: [String: String] = [:]) {
        log(.warning, message(), metadata: metadata)
    }
    public func error(_ message: @autoclosure () -> String, metadata: [String: String] = [:]) {
        log(.error, message(), metadata: metadata)
    }
}
