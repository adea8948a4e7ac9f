import Foundation

/// What runs and what should, as the run folder's `run.json` says: for the next start, which ends what a killed dojo left behind, and
/// for `dojo doctor`.
struct RunRecord: Codable, Sendable, Equatable {
    /// One part, with a process or without.
    struct Entry: Codable, Sendable, Equatable {
        /// Nil while no process of it runs.
        var identity: ProcessIdentity?
        var state: Instance.State
        /// How its last process ended, for a person; nil while its first one runs.
        var lastExit: String?
        /// Where it answers `/ready`; nil for one that does not.
        var healthPort: Int?
    }

    /// Every process of a run has it in its environment, as ``variable``.
    var run: String
    /// Of the machine since it started: process ids begin anew with it.
    var boot: String
    var supervisor: ProcessIdentity
    var url: String
    var bootstrapServers: String?
    /// Of the embedded broker; nil for any other.
    var brokerSocket: String?
    /// Of the private Redis; nil for any other, whose address may hold a password.
    var redisSocket: String?
    /// By instance name.
    var parts: [String: Entry] = [:]

    /// The environment variable that marks a run's processes, and what they start.
    static let variable = "DOJO_RUN"

    /// A new run of this process.
    init(url: String) {
        run = UUID().uuidString
        boot = Self.currentBoot
        supervisor = ProcessIdentity(of: getpid()) ?? ProcessIdentity(pid: getpid(), startTime: 0)
        self.url = url
    }

    static var currentBoot: String {
        (ProcFile.text("/proc/sys/kernel/random/boot_id") ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The record in `folder`; nil when there is none, or it is of no use.
    init?(in folder: RunFolder) {
        guard let data = FileManager.default.contents(atPath: folder.record),
            let record = try? JSONDecoder().decode(RunRecord.self, from: data)
        else { return nil }
        self = record
    }

    /// Writes it, all or nothing.
    func save(in folder: RunFolder) throws(CommandError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try encoder.encode(self).write(to: URL(fileURLWithPath: folder.record), options: .atomic)
        } catch {
            throw CommandError(.cannotCreate, "cannot write \(folder.record): \(error.localizedDescription)")
        }
    }

    /// The record says that nothing runs any more.
    static func remove(from folder: RunFolder) {
        try? FileManager.default.removeItem(atPath: folder.record)
    }
}
