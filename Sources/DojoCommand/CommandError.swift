import Glibc
import Program

/// Why a command ends without having done its work: what to tell the person, and the exit status.
struct CommandError: Error, Sendable, CustomStringConvertible {
    let code: ExitCode
    /// A sentence or more, for a person.
    let message: String

    init(_ code: ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }

    /// A failed system call, by `errno`.
    static func system(_ what: String, code: ExitCode = .failure, errno number: Int32 = errno) -> CommandError {
        CommandError(code, "\(what): \(String(cString: strerror(number)))")
    }

    var description: String { message }
}
