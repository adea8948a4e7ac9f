import Glibc

/// What a process has used, as `/proc` says (proc(5)).
struct ProcessUsage: Sendable {
    /// User and system time of all its threads, in seconds.
    var cpu: Double
    /// Resident memory in bytes.
    var memory: Int

    init?(of pid: pid_t) {
        guard let stat = ProcFile.text("/proc/\(pid)/stat"), let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let pages = Int(fields[21])
        else { return nil }
        cpu = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        memory = pages * sysconf(Int32(_SC_PAGESIZE))
    }
}
