/// One round through the followers of a channel, on its way: in pieces, so that the loop gets to other things, too, and
/// those who come late in it get what has come meanwhile.
///
/// A list is gone through from its end: who leaves it is replaced by its last one, who has been served already.
struct FlushRound {
    /// Lists that are left, the current one last: nil is who wants everything, else who follows a view.
    var lists: [ObjectIdentifier?] = []
    /// Followers of the current list that are left: the first ones.
    var left = Int.max
    /// What came before it began: how many records, and the time of the first.
    var records = 0
    var since: Int64 = 0
    /// The place behind those.
    var end: UInt64 = 0
}
