import Glibc

/// Starts processes that lead a group of their own and end with this one.
///
/// Between this process and the program stands, for a moment, `dojo exec`: only a process itself can ask Linux for a
/// signal at its parent's end. That end is the end of the *thread* that called ``launch(_:environment:)``: call it
/// on an event loop, whose thread lives as long as the process.
struct Launcher: Sendable {
    /// The `dojo` program.
    let executable: String

    /// A process that was started, and the read ends of what it writes.
    struct Launched {
        let pid: pid_t
        let output: Int32
        let errors: Int32
    }

    /// - Parameters:
    ///   - command: Program and arguments; a program without a slash is looked up in `PATH`.
    ///   - environment: All of it; nothing is inherited.
    func launch(_ command: [String], environment: [String: String]) throws(CommandError) -> Launched {
        let output = try Self.pipe()
        let errors: (reading: Int32, writing: Int32)
        do { errors = try Self.pipe() } catch {
            close(output.reading)
            close(output.writing)
            throw error
        }
        defer {
            close(output.writing)
            close(errors.writing)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)

        let arguments = [executable, LaunchCommand.name, String(getpid())] + command
        var pid: pid_t = 0
        let failure = Self.withAttributes { attributes in
            Self.withStrings(arguments) { arguments in
                Self.withStrings(environment.map { "\($0)=\($1)" }) { environment in
                    posix_spawn(&pid, executable, &actions, attributes, arguments, environment)
                }
            }
        }
        guard failure == 0 else {
            close(output.reading)
            close(errors.reading)
            throw .system("cannot start \(command[0])", errno: failure)
        }
        return Launched(pid: pid, output: output.reading, errors: errors.reading)
    }

    /// A group of its own, and no signal blocked or ignored, whatever this process does with them.
    private static func withAttributes(_ body: (UnsafePointer<posix_spawnattr_t>) -> Int32) -> Int32 {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        return body(&attributes)
    }

    /// Both ends close on exec; the reading one never blocks.
    private static func pipe() throws(CommandError) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw .system("cannot make a pipe") }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        return (ends[0], ends[1])
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
