import EventLoop
import Glibc

/// Learns of the end of child processes, through SIGCHLD.
///
/// Used on its loop only. A process group ends with its leader: whatever else is in it is killed before the leader is
/// waited for, so while the group's id cannot belong to anybody else.
final class Reaper {
    private let loop: EventLoop
    private let adoptsOrphans: Bool
    private var handlers: [pid_t: (ExitStatus) -> Void] = [:]
    private var watch: SignalWatch?
    private var late: LoopTimer?

    /// - Parameter adoptsOrphans: Whether every child of this process is this reaper's: descendants of its children too,
    ///   whose own parent has ended. Needs ``ProcessTree/adoptOrphans()``.
    init(loop: EventLoop, adoptsOrphans: Bool) {
        self.loop = loop
        self.adoptsOrphans = adoptsOrphans
        watch = loop.watch(signal: SIGCHLD) { [weak self] in self?.reap() }
    }

    /// Calls `body` once, later on the loop, when `pid`, a child that leads its group, has ended.
    func await(_ pid: pid_t, _ body: @escaping (ExitStatus) -> Void) {
        handlers[pid] = body
        // It may have ended already, and its signal come.
        late = loop.schedule(after: .zero) { [weak self] in self?.reap() }
    }

    private func reap() {
        for pid in handlers.keys where Self.hasEnded(P_PID, id_t(pid)) == pid { collect(pid) }
        guard adoptsOrphans else { return }
        while let pid = Self.hasEnded(P_ALL, 0) { collect(pid) }
    }

    /// The child that has ended and still waits to be waited for.
    private static func hasEnded(_ kind: idtype_t, _ id: id_t) -> pid_t? {
        var info = siginfo_t()
        guard waitid(kind, id, &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return nil }
        let pid = info._sifields._sigchld.si_pid
        return pid == 0 ? nil : pid
    }

    private func collect(_ pid: pid_t) {
        let handler = handlers.removeValue(forKey: pid)
        if handler != nil { kill(-pid, SIGKILL) }
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        handler?(ExitStatus(waitStatus: status))
    }
}
