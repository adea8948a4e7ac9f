import Options

extension LogFormat: OptionValue {}
extension Logger.Level: OptionValue {}

/// The settings of log lines: `LOG_FORMAT` and `LOG_LEVEL`.
public struct TelemetryOptions: Sendable {
    /// How lines look.
    public var logFormat: LogFormat
    /// The least level that is written.
    public var logLevel: Logger.Level

    /// Reads them under a heading of their own.
    public init(_ reader: inout OptionReader) {
        reader.section("Logging")
        logFormat = reader.option("log-format", default: LogFormat.text, help: "How log lines on standard error look.")
        logLevel = reader.option("log-level", default: Logger.Level.info, help: "The least level that is logged.")
    }

    /// Makes every logger of the process follow these settings.
    public func bootstrap() { LoggingSystem.bootstrap(format: logFormat, level: logLevel) }
}
