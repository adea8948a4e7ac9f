import Glibc

/// One process, told apart from a later one that got the same id.
struct ProcessIdentity: Codable, Hashable, Sendable {
    let pid: pid_t
    /// Clock ticks since the machine started.
    let startTime: UInt64

    /// Nil when there is no such process, or only what is left of one until its parent has looked.
    init?(of pid: pid_t) {
        guard let status = ProcessStatus(of: pid), status.state != "Z", status.state != "X" else { return nil }
        (self.pid, startTime) = (pid, status.startTime)
    }

    init(pid: pid_t, startTime: UInt64) {
        (self.pid, self.startTime) = (pid, startTime)
    }

    /// Whether this very process runs.
    var isAlive: Bool { ProcessIdentity(of: pid) == self }
}
