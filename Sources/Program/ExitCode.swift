/// How a program of this project ends; the numbers are those of sysexits(3), so that scripts can tell.
public enum ExitCode: Int32, Error, Sendable, CaseIterable {
    case success = 0
    case failure = 1
    case usage = 64
    case unavailable = 69
    case cannotCreate = 73
    case occupied = 75

    /// As `--help` puts it.
    public var meaning: String {
        switch self {
        case .success: "done, or stopped by Ctrl-C or SIGTERM"
        case .failure: "a part could not start, or a check failed"
        case .usage: "the command was not understood"
        case .unavailable: "something it needs is missing: a program, a broker, Redis"
        case .cannotCreate: "a file or folder could not be made"
        case .occupied: "the port is taken, or this dojo is already running"
        }
    }
}
