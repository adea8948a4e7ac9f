import EventLoop
import Fanout
import Telemetry

/// Keeps the newest record of each key of the channels that begin with that. One a process, on a loop of its own: it is
/// told what shards are told, and costs neither them nor the reader anything.
actor SnapshotKeeper {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// A channel's state at one place of its sequence.
    struct Image: Sendable {
        let rows: [KeyText: CompactedTable.Row]
        let isTruncated: Bool
        /// The place behind the last record that is in it, and the same as a cursor.
        let sequence: UInt64
        let cursor: Cursor
    }

    private struct Kept {
        var table: CompactedTable
        let start: ChannelStart
        var sequence: UInt64 = 0
        var positions: Positions
        var image: (taken: Duration, image: Image)?
    }

    private let options: GatewayOptions
    private var kept: [String: Kept] = [:]
    /// What Kafka has of channels that are about to begin.
    private var early: [String: CompactedTable] = [:]
    private let log = Logger(label: "gateway.snapshots")

    /// Of an image that is shared. What came since comes as records, so it is never wrong, and taking one costs a copy of
    /// the table as soon as that changes.
    private static let mostAge = Duration.seconds(1)

    init(loop: EventLoop, options: GatewayOptions) {
        self.loop = loop
        self.options = options
    }

    // MARK: What it is told

    /// A channel is about to begin: what lies before its sequence comes now.
    func expect(_ channel: Channel) {
        early[channel.name] = CompactedTable(limits: channel.snapshotLimits ?? options.snapshotLimits)
    }

    func take(early batch: RecordBatch, of channel: String) { early[channel]?.take(batch) }

    func take(_ inputs: [ShardInput]) {
        for input in inputs {
            switch input {
            case .channel(let channel, let start):
                guard let table = early.removeValue(forKey: channel.name) else { continue }
                kept[channel.name] = Kept(table: table, start: start, positions: start.positions)
            case .batch(let channel, let batch): take(batch, of: channel)
            case .filled(let channel): count(channel)
            case .unavailable, .lost: break
            }
        }
    }

    private func take(_ batch: RecordBatch, of channel: String) {
        guard let wasTruncated = kept[channel]?.table.isTruncated else { return }
        kept[channel]?.table.take(batch)
        kept[channel]?.sequence = batch.end
        kept[channel]?.positions = batch.positionsAfter
        count(channel)
        guard kept[channel]?.table.isTruncated == true, !wasTruncated else { return }
        log.warning(
            "\(channel) has more keys than its snapshot may hold: those written longest ago are left out",
            metadata: ["keys": "\(kept[channel]?.table.rows.count ?? 0)"])
    }

    private func count(_ channel: String) {
        guard let table = kept[channel]?.table else { return }
        MetricsRegistry.shared.gauge(
            "gateway_snapshot_keys", help: "Keys of a compacted snapshot.", labels: ["channel": channel]
        ).set(table.rows.count)
    }

    // MARK: What it is asked

    /// The state of a channel, at most a second old.
    ///
    /// - Parameter number: of the beginning that is meant; nil is answered while that is not known here yet.
    func image(of channel: String, number: Int) -> Image? {
        guard let state = kept[channel], state.start.number == number else { return nil }
        if let (taken, image) = state.image, EventLoop.now - taken < Self.mostAge { return image }
        let image = Image(
            rows: state.table.rows, isTruncated: state.table.isTruncated, sequence: state.sequence,
            cursor: Cursor(epoch: state.start.epoch, positions: state.positions))
        kept[channel]?.image = (EventLoop.now, image)
        return image
    }
}
