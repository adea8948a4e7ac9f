import Options
import Program
import State
import Synchronization
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
            return try await run(ServiceRuntime(kind: kind, options: options)).rawValue
        } catch {
            logger.error("cannot start: \(error)")
            return ExitCode.failure.rawValue
        }
    }

    private static func run(_ service: ServiceRuntime) async throws -> ExitCode {
        let signals = StopSignals(loop: service.loop)
        try await service.start()
        let code = await first(
            of: {
                await signals.wait()
                return ExitCode.success
            },
            {
                // Never returns before the end unless something failed.
                await service.failed() == nil ? .success : .unavailable
            })
        // Whatever hangs now is no reason to stay: what matters is in Redis and in the group's offsets.
        _ = await first(
            of: { await service.stop() },
            { try? await Task.sleep(for: .milliseconds(2800)) })
        return code
    }

    /// The result of whichever ends first; the other is left to itself.
    private static func first<Result: Sendable>(
        of one: @escaping @Sendable () async -> Result, _ other: @escaping @Sendable () async -> Result
    ) async -> Result {
        await withCheckedContinuation { continuation in
            let race = Race(continuation)
            for body in [one, other] { Task { race.end(with: await body()) } }
        }
    }
}

/// Resumes with the first result and drops the rest.
private final class Race<Result: Sendable>: Sendable {
    private let waiting: Mutex<CheckedContinuation<Result, Never>?>

    init(_ continuation: CheckedContinuation<Result, Never>) { waiting = Mutex(continuation) }

    func end(with result: Result) {
        let continuation = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        continuation?.resume(returning: result)
    }
}
