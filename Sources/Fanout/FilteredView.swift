/// What one filter lets through of a ring: the places of the records that match, oldest first.
///
/// There is one for each distinct filter, however many clients have it, and each record is put to it once. A client is
/// an *ordinal* in it, which counts matches from the view's beginning on; matches that left the ring still count, so a
/// client that fell behind knows how many it missed.
public final class FilteredView {
    public let filter: RecordFilter
    /// Of the oldest place that is held.
    public private(set) var start = 0
    private var places: [UInt64] = []
    private var head = 0
    var followers = 0

    init(filter: RecordFilter) { self.filter = filter }

    /// The ordinal behind the newest match.
    public var end: Int { start + places.count - head }

    /// Puts a record to the filter's conditions; that its key is wanted is known by now.
    ///
    /// - Returns: whether it matches.
    func take(_ entry: RecordEntry, at sequence: UInt64, in bytes: [UInt8]) -> Bool {
        guard filter.meetsConditions(entry, in: bytes) else { return false }
        places.append(sequence)
        return true
    }

    /// Lets go of places that the ring no longer holds.
    public func trim(before sequence: UInt64) {
        while head < places.count, places[head] < sequence {
            head += 1
            start += 1
        }
        if head > 256, head > places.count / 2 {
            places.removeFirst(head)
            head = 0
        }
    }

    /// The ordinal of the first match at or after a place of the ring.
    public func ordinal(at sequence: UInt64) -> Int {
        var (low, high) = (head, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle] >= sequence { high = middle } else { low = middle + 1 }
        }
        return start + low - head
    }

    /// The places of the matches from an ordinal on.
    public func places(from ordinal: Int) -> ArraySlice<UInt64> {
        places[(head + max(0, ordinal - start))...]
    }
}
