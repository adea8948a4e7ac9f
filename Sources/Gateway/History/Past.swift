import Fanout

/// A chunk of history that somebody is being sent before they go on. Used on the shard's loop only.
final class Past {
    let ring: ChannelRing
    /// Where the client stood before it, also with partitions that nothing is read of: frames' cursors name them all.
    let skip: [Int32: Int64]
    /// The places of the records in it that are for this client, and which come next.
    private let places: [UInt64]
    private var position = 0
    private var onEnd: CheckedContinuation<Void, Never>?

    /// - Parameter positions: where the client stands before it.
    init(
        batch: RecordBatch, after positions: Positions, filter: RecordFilter,
        end continuation: CheckedContinuation<Void, Never>
    ) {
        var ring = ChannelRing(
            limits: ChannelRing.Limits(records: .max, bytes: .max), positions: batch.positionsBefore)
        ring.append(batch)
        self.ring = ring
        skip = Dictionary(uniqueKeysWithValues: positions.known.map { ($0.partition, $0.position.offset) })
        places = (ring.start..<ring.end).filter { sequence in
            ring.entry(at: sequence).map { filter.matches($0, in: batch.bytes) } ?? false
        }
        onEnd = continuation
    }

    var rest: ArraySlice<UInt64> { places[position...] }

    func advance(by count: Int) { position += count }

    /// Where a client stands that has got all but ``rest``.
    var reached: Positions { ring.positions(at: rest.first ?? ring.end).reaching(skip) }

    /// All of it was sent, or nobody wants it any more.
    func finish() {
        onEnd?.resume()
        onEnd = nil
    }
}
