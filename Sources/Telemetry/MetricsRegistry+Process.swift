import Foundation

extension MetricsRegistry {
    /// Adds memory, processor time, start time and open descriptors of this process, by the names that Prometheus'
    /// own client libraries use. They are read from `/proc` (proc(5)) when a page is made.
    public func registerProcessMetrics() {
        let memory = gauge("process_resident_memory_bytes", help: "Resident memory size in bytes.")
        let descriptors = gauge("process_open_fds", help: "Number of open file descriptors.")
        let processor = metric(
            "process_cpu_seconds_total", .counter, "Total user and system CPU time spent in seconds.", [:]
        ) { Gauge() }
        let start = gauge(
            "process_start_time_seconds", help: "Start time of the process since the Unix epoch in seconds.")
        if let time = Self.startTime() { start.set(time) }
        collect {
            if let bytes = ProcessMemory.residentBytes { memory.set(bytes) }
            let stat = Self.statFields()
            if stat.count > 12, let user = Double(stat[11]), let system = Double(stat[12]) {
                processor.set((user + system) / Double(sysconf(Int32(_SC_CLK_TCK))))
            }
            if let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
                descriptors.set(names.count - 1)  // the directory itself is open meanwhile
            }
        }
    }

    /// Seconds since 1970: the moment the machine started, and the clock ticks from there to this process.
    private static func startTime() -> Double? {
        let stat = statFields()
        let boot = text("/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }?.dropFirst("btime ".count)
        guard stat.count > 19, let ticks = Double(stat[19]), let boot = boot.flatMap({ Double($0) }) else { return nil }
        return boot + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The fields of `/proc/self/stat` from the third on: the second is the program's name, which may hold spaces.
    private static func statFields() -> [Substring] {
        let text = text("/proc/self/stat")
        guard let end = text.lastIndex(of: ")") else { return [] }
        return text[text.index(after: end)...].split(separator: " ")
    }

    private static func text(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
