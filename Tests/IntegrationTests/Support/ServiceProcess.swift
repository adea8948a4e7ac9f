import Foundation
import Services
import TestSupport

/// A service as a process of its own, to be killed. It dies with the process of the tests at the latest.
final class ServiceProcess: Sendable {
    private let process: Process
    private let leash: Leash

    /// The program, built together with the tests.
    private static let dojo = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "dojo").path

    init(_ kind: ServiceKind, environment: [String: String]) throws {
        leash = try Leash()
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        // The shell becomes the service; what it leaves beside it ends the service when the leash is let go.
        process.arguments = [
            "-c", "exec 3<&0; (read end <&3; kill -9 $$) & exec \"$@\" </dev/null >/dev/null 3<&-",
            "sh",
            Self.dojo,
            "service", kind.rawValue,
        ]
        process.environment = environment
        process.standardInput = leash.childEnd
        try process.run()
        leash.closeChildEnd()
    }

    /// Ends it at once, as a crash would.
    func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }
}
