import CLinux
import Glibc

/// What this process may ask Linux about those that descend from it.
enum ProcessTree {
    /// From now on a descendant whose parent has ended becomes a child of this process.
    static func adoptOrphans() { _ = dojo_adopt_orphans() }

    /// Kills every child that is left, and theirs as they become children, until there is none. For the very end, when
    /// nobody else waits for children any more.
    static func killDescendants() {
        while true {
            let me = getpid()
            for pid in ProcFile.processes() where ProcessStatus(of: pid)?.parent == me { kill(pid, SIGKILL) }
            if waitpid(-1, nil, 0) < 0, errno == ECHILD { return }
        }
    }
}
