import State

/// Something that is done to the system: what is to be desired from then on, what was done already, and how the log of the
/// lab tells of it.
struct Act: Sendable {
    /// Whoever asked is answered this; nothing at all where it is empty.
    var answer: [UInt8]
    /// What is to be said in Redis, together with the first entry.
    var changes: [Lab.Change] = []
    /// None where nothing has come of it.
    var entries: [LabEntry]

    init(_ answer: [UInt8], changes: [Lab.Change] = [], _ entries: [LabEntry]) {
        self.answer = answer
        self.changes = changes
        self.entries = entries
    }

    init(_ answer: [UInt8], changes: [Lab.Change] = [], _ entry: LabEntry) {
        self.init(answer, changes: changes, [entry])
    }
}
