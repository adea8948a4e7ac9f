import Glibc

/// What `/proc/<pid>/stat` says about a process (proc(5)).
struct ProcessStatus: Sendable, Equatable {
    /// `R`, `S`, `Z` for one that has ended but was not waited for …
    let state: Character
    let parent: pid_t
    let group: pid_t
    /// Clock ticks since the machine started.
    let startTime: UInt64

    /// Nil when there is no such process.
    init?(of pid: pid_t) {
        guard let text = ProcFile.text("/proc/\(pid)/stat") else { return nil }
        self.init(parsing: text)
    }

    /// The name of the program stands in parentheses and may itself hold spaces and parentheses: fields count from the
    /// last one.
    init?(parsing text: String) {
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let state = fields[0].first, let parent = pid_t(fields[1]),
            let group = pid_t(fields[2]), let startTime = UInt64(fields[19])
        else { return nil }
        (self.state, self.parent, self.group, self.startTime) = (state, parent, group, startTime)
    }
}

/// The small files of `/proc`, whose size is said to be 0.
enum ProcFile {
    /// All of the file at `path`; nil when it cannot be read.
    static func bytes(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count > 0 else { return count == 0 ? bytes : nil }
            bytes += chunk[..<count]
        }
    }

    static func text(_ path: String) -> String? {
        bytes(path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The ids of all processes.
    static func processes() -> [pid_t] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var pids: [pid_t] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let pid = pid_t(name) { pids.append(pid) }
        }
        return pids
    }
}
