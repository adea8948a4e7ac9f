import JSONText

/// Takes the bytes of one frame. The server's buffer is one, with room before the first byte for its own header.
public protocol FrameSink: AnyObject {
    func removeAll()
    func append(_ bytes: Span<UInt8>)
}

/// Builds `events` frames from a ring: everything from a client's place on, up to a limit, as one frame.
///
/// Clients at the same place get the same bytes: the last frame is kept and built again only when place, end or limit
/// differ. Nothing here is made for a client.
public struct FrameBuilder<Sink: FrameSink> {
    /// What was built, ready to be written.
    public let sink: Sink
    private let channel: String
    private let epoch: String
    /// The last frame's begin, up to its first record.
    private var head: (positions: Positions?, bytes: [UInt8])?
    private var last: (from: UInt64, limit: Int, tellsPlace: Bool, end: UInt64, to: UInt64)?

    public init(channel: String, epoch: String, sink: Sink) {
        self.channel = channel
        self.epoch = epoch
        self.sink = sink
    }

    /// Builds the frame from `sequence`, which must be in the ring and before its end.
    ///
    /// - Parameters:
    ///   - end: a place that it may not go beyond; nil: the ring's end.
    ///   - limit: bytes of records in a frame; a single record may be longer.
    ///   - tellsPlace: whether it says where the client stands behind it.
    /// - Returns: the place behind the last record in it.
    public mutating func build(
        _ ring: ChannelRing, from sequence: UInt64, upTo end: UInt64? = nil, limit: Int, tellsPlace: Bool = true
    ) -> UInt64 {
        let end = end ?? ring.end
        if let last, last.from == sequence, last.limit == limit, last.tellsPlace == tellsPlace,
            last.end == end || last.to < min(last.end, end)
        {
            return last.to
        }
        var runs: [(batch: RecordBatch, bytes: Range<Int>)] = []
        var size = 0
        var to = sequence
        collecting: for batch in ring.batches(from: sequence) {
            let first = Int(to - batch.sequence)
            let from = Int(batch.entries[first].bytes.lowerBound)
            var upTo = first
            let most = Int(min(batch.end, end) - batch.sequence)
            while upTo < most {
                let bytes = Int(batch.entries[upTo].bytes.upperBound) - from
                if size + bytes > limit, size > 0 || upTo > first { break }
                upTo += 1
            }
            guard upTo > first else { break collecting }
            let last = Int(batch.entries[upTo - 1].bytes.upperBound)
            runs.append((batch, from..<last))
            size += last - from
            to = batch.sequence + UInt64(upTo)
            if to == end || upTo < batch.entries.count { break collecting }
        }
        begin(cursor: tellsPlace ? ring.positions(at: to) : nil)
        for (index, run) in runs.enumerated() {
            if index > 0 { append(Self.comma) }
            let bytes = run.batch.bytes
            sink.append(bytes.span.extracting(run.bytes))
        }
        append(Self.tail)
        last = (sequence, limit, tellsPlace, end, to)
        return to
    }

    /// Builds a frame of chosen records: for a client that resumes and has some of what follows, or wants only some.
    ///
    /// - Parameters:
    ///   - places: where the records to choose from lie, in order.
    ///   - skip: see ``Placement/skip``.
    ///   - end: the place behind the last record considered when all of `places` fit.
    ///   - tellsPlace: whether it says where the client stands behind it.
    /// - Returns: the place behind the last record considered, how many of `places` were, and whether none was new.
    public mutating func build(
        _ ring: ChannelRing, places: some Collection<UInt64>, skip: [Int32: Int64], end: UInt64, limit: Int,
        tellsPlace: Bool = true
    ) -> (to: UInt64, considered: Int, isEmpty: Bool) {
        last = nil
        var chosen: [(batch: [UInt8], bytes: Range<Int>)] = []
        var size = 0
        var to = end
        var considered = 0
        for place in places {
            let batch = ring.batch(at: place)
            let entry = batch.entries[Int(place - batch.sequence)]
            if entry.offset >= skip[entry.partition] ?? 0 {
                if size + entry.bytes.count > limit, size > 0 {
                    to = place
                    break
                }
                chosen.append((batch.bytes, entry.bytes.indices))
                size += entry.bytes.count
            }
            considered += 1
        }
        begin(cursor: tellsPlace ? ring.positions(at: to).reaching(skip) : nil)
        for (index, record) in chosen.enumerated() {
            if index > 0 { append(Self.comma) }
            let bytes = record.batch
            sink.append(bytes.span.extracting(record.bytes))
        }
        append(Self.tail)
        return (to, considered, chosen.isEmpty)
    }

    /// Begins a frame after which a client stands at `positions`; nil: it is not told. Clients on keys of their own each
    /// get a frame of their own, but in one flush they all come to stand at the same place.
    private mutating func begin(cursor positions: Positions?) {
        sink.removeAll()
        if let head, head.positions == positions { return append(head.bytes) }
        var json = JSONWriter(capacity: 128)
        json.object {
            $0.field("type", "events")
            $0.field("channel", channel)
            if let positions { $0.field("cursor", Cursor(epoch: epoch, positions: positions).text) }
        }
        let bytes = json.bytes.dropLast() + Self.events
        head = (positions, Array(bytes))
        append(Array(bytes))
    }

    private func append(_ bytes: [UInt8]) { sink.append(bytes.span) }

    private static var events: [UInt8] { Array(",\"events\":[".utf8) }
    private static var comma: [UInt8] { [UInt8(ascii: ",")] }
    private static var tail: [UInt8] { Array("]}".utf8) }
}
