import Foundation
import TestSupport

/// One of our programs as a process of its own, to be killed. It dies with the process of the tests at the latest.
final class ChildProcess: Sendable {
    private let process: Process
    private let leash: Leash

    /// - Parameter program: `dojo` or `gateway`, built together with the tests.
    init(_ program: String, _ arguments: [String] = [], environment: [String: String]) throws {
        leash = try Leash()
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        // The shell becomes the program; what it leaves beside it ends the program when the leash is let go.
        process.arguments =
            [
                "-c", "exec 3<&0; (read end <&3; kill -9 $$) & exec \"$@\" </dev/null >/dev/null 3<&-", "sh",
                folder.appending(path: program).path,
            ] + arguments
        process.environment = environment
        process.standardInput = leash.childEnd
        try process.run()
        leash.closeChildEnd()
    }

    /// Ends it at once, as a crash would.
    func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }
}
