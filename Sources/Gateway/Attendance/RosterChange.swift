/// Who has come and who has gone since somebody was last told.
struct RosterChange: Equatable, Sendable {
    let joined: [Attendee]
    let left: [Attendee]
    /// How many are there now.
    let count: Int

    init(joined: [Attendee] = [], left: [Attendee] = [], count: Int) {
        self.joined = joined.inOrder
        self.left = left.inOrder
        self.count = count
    }
}
