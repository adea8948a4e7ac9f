import Fanout

/// A chunk of history that a subscription is being sent before it goes on. Used on the shard's loop only.
final class Past {
    let ring: ChannelRing
    /// The places of the records in it that are for this client, and which come next.
    private let places: [UInt64]
    private var position = 0
    private var onEnd: CheckedContinuation<Void, Never>?

    init(batch: RecordBatch, filter: RecordFilter, end continuation: CheckedContinuation<Void, Never>) {
        var ring = ChannelRing(
            limits: ChannelRing.Limits(records: .max, bytes: .max), positions: batch.positionsBefore)
        ring.append(batch)
        self.ring = ring
        places = (ring.start..<ring.end).filter { sequence in
            ring.entry(at: sequence).map { filter.matches($0, in: batch.bytes) } ?? false
        }
        onEnd = continuation
    }

    var rest: ArraySlice<UInt64> { places[position...] }

    func advance(by count: Int) { position += count }

    /// All of it was sent, or nobody wants it any more.
    func finish() {
        onEnd?.resume()
        onEnd = nil
    }
}
