import CLinux
import Glibc
import Program

/// `dojo exec <parent> <program> …`, for ``Launcher`` alone: becomes `program`, as a process that ends with `parent`.
///
/// Runs before everything else of `dojo`: nothing may have been started yet that exec would drop.
enum LaunchCommand {
    static let name = "exec"

    // The statuses that shells use for the same (POSIX.1-2024, XCU 2.8.2).
    static let notExecutable: Int32 = 126
    static let notFound: Int32 = 127

    /// - Parameter arguments: What follows `exec`: the parent's process id, then the command.
    static func run(_ arguments: [String]) -> Never {
        guard arguments.count > 1, let parent = pid_t(arguments[0]) else {
            fail(
                "dojo exec is used by dojo itself: <parent's process id> <program> <arguments>", ExitCode.usage.rawValue
            )
        }
        // SIGKILL: whatever the program does with other signals, it does not outlive its supervisor.
        guard dojo_die_with_parent(SIGKILL) == 0 else { fail("cannot be tied to the supervisor", notExecutable) }
        // The parent may have ended before that call.
        guard getppid() == parent else { exit(ExitCode.failure.rawValue) }
        let command = Array(arguments.dropFirst())
        execvp(command[0], command.map { strdup($0) } + [nil])
        let failure = errno
        fail(
            "cannot start \(command[0]): \(String(cString: strerror(failure)))",
            failure == ENOENT ? notFound : notExecutable)
    }

    private static func fail(_ message: String, _ status: Int32) -> Never {
        let line = Array((message + "\n").utf8)
        write(2, line, line.count)
        exit(status)
    }
}
