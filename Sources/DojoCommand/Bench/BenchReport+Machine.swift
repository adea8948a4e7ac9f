import Foundation

extension BenchReport {
    static var cores: Int { ProcessInfo.processInfo.processorCount }

    /// A report of this machine, as it is now, without rows.
    init(settings: BenchSettings) {
        #if DEBUG
            let build = "debug"
        #else
            let build = "release"
        #endif
        let processors = ProcFile.text("/proc/cpuinfo")?.split(separator: "\n") ?? []
        let model = processors.first { $0.hasPrefix("model name") }?.split(separator: ":").last
        let load = ProcFile.text("/proc/loadavg")?.split(separator: " ").first.flatMap { Double($0) }
        self.init(
            date: Date().ISO8601Format(), cores: Self.cores,
            processor: model.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown",
            broker: settings.brokerName, build: build, loadBefore: load ?? 0,
            warmUpSeconds: settings.warmUp == .zero ? nil : settings.warmUp / .seconds(1), rows: [])
    }
}
