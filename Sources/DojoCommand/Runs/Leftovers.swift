import Glibc

/// Processes of a dojo that was killed before it could stop them.
///
/// They are found by id and start time, or by the mark of their run in their environment (what they started has it
/// too): never by name.
struct Leftovers: Sendable {
    let processes: [ProcessIdentity]

    /// Those of `record` that still run. None when the machine was started anew since.
    init(of record: RunRecord, boot: String = RunRecord.currentBoot) {
        guard record.boot == boot else {
            processes = []
            return
        }
        let known = Set(record.parts.values.compactMap(\.identity))
        let mark = Array("\(RunRecord.variable)=\(record.run)".utf8)
        processes = ProcFile.processes().compactMap { pid in
            guard pid != getpid(), let identity = ProcessIdentity(of: pid), identity != record.supervisor else {
                return nil
            }
            return known.contains(identity) || Self.environment(of: pid, contains: mark) ? identity : nil
        }
    }

    private static func environment(of pid: pid_t, contains mark: [UInt8]) -> Bool {
        (ProcFile.bytes("/proc/\(pid)/environ") ?? []).split(separator: 0).contains { $0.elementsEqual(mark) }
    }

    /// Asks them to end, and kills those that have not after `grace`.
    func stop(grace: Duration = .seconds(2)) async {
        for process in processes where process.isAlive {
            kill(process.pid, SIGTERM)
            kill(process.pid, SIGCONT)  // one that is frozen hears nothing
        }
        let deadline = ContinuousClock.now + grace
        while ContinuousClock.now < deadline, processes.contains(where: \.isAlive) {
            try? await Task.sleep(for: .milliseconds(20))
        }
        for process in processes where process.isAlive { kill(process.pid, SIGKILL) }
        while processes.contains(where: \.isAlive), ContinuousClock.now < deadline + .seconds(1) {
            try? await Task.sleep(for: .milliseconds(5))
        }
    }
}
