import Options
import Program
import Telemetry

/// One command of `dojo`: the value holds its options, read.
///
/// The words are those of swift-argument-parser, so that it could take this part over.
protocol Subcommand: Sendable {
    /// As it is typed: `topics create`.
    static var commandName: String { get }
    /// What it does, in a sentence.
    static var abstract: String { get }
    /// What `--help` says after the options.
    static var discussion: String { get }

    /// Reads its options; what is wrong with them is collected in `reader`.
    init(_ reader: inout OptionReader, environment: [String: String])

    /// - Returns: The exit status, where it is not an error that decides it.
    func run() async throws(CommandError) -> ExitCode
}

extension Subcommand {
    static var discussion: String { "" }

    /// Reads the options and runs, or says what `--help` says.
    static func main(_ arguments: [String], environment: [String: String]) async -> ExitCode {
        var reader = OptionReader(
            command: "dojo \(commandName)", abstract: abstract, arguments: arguments, environment: environment)
        let command = Self(&reader, environment: environment)
        do throws(OptionError) {
            try reader.finish()
        } catch {
            let code = error.report()
            if case .help = error, !discussion.isEmpty { print("\n" + discussion, terminator: "") }
            return code
        }
        do throws(CommandError) {
            return try await command.run()
        } catch {
            if !error.message.isEmpty { StandardStream.error.write(Array((error.message + "\n").utf8)) }
            return error.code
        }
    }
}
