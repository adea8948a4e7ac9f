/// Why ``OptionReader/finish()`` did not let a command go on.
public enum OptionError: Error, Sendable, Equatable {
    /// `--help` was given. The text belongs on standard output; the exit code is 0.
    case help(String)
    /// Something given cannot be used. The text names every problem, one a line; the exit code is 64 (`EX_USAGE`).
    case invalid(String)
}
