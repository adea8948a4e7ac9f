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
