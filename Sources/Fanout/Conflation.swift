extension ChannelRing {
    /// Whether more than `bytes` of records lie between a place and the end.
    public func holdsMore(than bytes: Int, from sequence: UInt64) -> Bool {
        guard sequence < end else { return false }
        var size = 0
        for batch in batches(from: sequence) {
            let from = sequence > batch.sequence ? batch.entries[Int(sequence - batch.sequence)].bytes.lowerBound : 0
            size += batch.bytes.count - Int(from)
            if size > bytes { return true }
        }
        return false
    }

    /// The places of the newest record of each key among those at `sequences`, in their order: what a client needs that
    /// has no time for the rest. A tombstone is the newest of its key like any other; records without a key all stay.
    public func newest(of sequences: some BidirectionalCollection<UInt64>) -> [UInt64] {
        var seen: Set<KeyText> = []
        var kept: [UInt64] = []
        for sequence in sequences.reversed() {
            let batch = batch(at: sequence)
            let entry = batch.entries[Int(sequence - batch.sequence)]
            let key = KeyText(entry, in: batch.bytes)
            if key.isNone || seen.insert(key).inserted { kept.append(sequence) }
        }
        return kept.reversed()
    }
}
