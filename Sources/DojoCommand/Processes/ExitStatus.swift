import Glibc
import Program

/// How a process ended, from the status that wait(2) gives.
enum ExitStatus: Sendable, Equatable {
    case exited(Int32)
    case signalled(Int32)

    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7f
        self = signal == 0 ? .exited((waitStatus >> 8) & 0xff) : .signalled(signal)
    }

    var isSuccess: Bool { self == .exited(0) }

    /// Trying again would end the same way: its command line is wrong, or the program is missing.
    var isHopeless: Bool {
        [.exited(ExitCode.usage.rawValue), .exited(LaunchCommand.notExecutable), .exited(LaunchCommand.notFound)]
            .contains(self)
    }
}

extension ExitStatus: CustomStringConvertible {
    var description: String {
        switch self {
        case .exited(let code): "exited with status \(code)"
        case .signalled(let signal): "was ended by signal \(signal) (\(String(cString: strsignal(signal))))"
        }
    }
}
