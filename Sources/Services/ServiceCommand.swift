import Options
import Program
import State
import Telemetry

/// `dojo service <name>`: one instance of a service, from its options to its exit code.
public enum ServiceCommand {
    /// The names that ``run(name:arguments:environment:)`` knows.
    public static var names: [String] { ServiceKind.allCases.map(\.rawValue) }

    /// Runs until SIGTERM, SIGINT, or what cannot be mended here.
    ///
    /// - Parameters:
    ///   - arguments: what follows the name.
    ///   - environment: with `.env` merged below it.
    /// - Returns: the exit code, one of ``ExitCode``.
    public static func run(name: String, arguments: [String], environment: [String: String]) async -> Int32 {
        guard let kind = ServiceKind(rawValue: name) else {
            return OptionError.invalid("no service \(name): there are \(names.joined(separator: ", "))").report()
                .rawValue
        }
        var reader = OptionReader(
            command: "dojo service \(name)", abstract: kind.abstract, arguments: arguments, environment: environment)
        let home = ProjectFolder.find(environment: environment)
        let options = ServiceOptions(
            &reader, kind: kind, environment: environment, scripts: ScriptFolder((home ?? "") + "/redis"))
        let telemetry = TelemetryOptions(&reader)
        do {
            try reader.finish()
        } catch {
            return error.report().rawValue
        }
        telemetry.bootstrap()
        let logger = Logger(label: name)
        guard home != nil else {
            logger.error("\(ProjectFolder.missing)")
            return ExitCode.unavailable.rawValue
        }
        do {
            return try await run(ServiceRuntime(kind: kind, options: options), logger).rawValue
        } catch {
            logger.error("cannot start: \(error)")
            return ExitCode.failure.rawValue
        }
    }

    private static func run(_ service: ServiceRuntime, _ logger: Logger) async throws -> ExitCode {
        let signals = StopSignals(loop: service.loop)
        try await service.start()
        let code = await Race.first(
            of: {
                await signals.wait()
                return ExitCode.success
            },
            {
                guard let error = await service.failed() else { return .success }
                logger.error("cannot go on: \(error)")
                return .unavailable
            })
        // Whatever hangs now is no reason to stay: what matters is in Redis and in the group's offsets.
        _ = await Race.first(
            of: { await service.stop() },
            { try? await Task.sleep(for: .milliseconds(2800)) })
        return code
    }
}
