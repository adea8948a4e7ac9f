import Fanout
import JSONText
import WebServer

/// The newest record of each key that is for one client, as `snapshot` messages. Used on the shard's loop only.
final class CompactedSnapshot: Prelude {
    private let image: SnapshotKeeper.Image
    private let rows: [CompactedTable.Row]
    private var position = 0
    private var isDone = false
    private var onEnd: CheckedContinuation<Void, Never>?

    init(_ image: SnapshotKeeper.Image, filter: RecordFilter, end continuation: CheckedContinuation<Void, Never>?) {
        self.image = image
        rows = CompactedTable.select(image.rows, by: filter)
        onEnd = continuation
    }

    /// The last message says so, and there is one also where there are no rows.
    func next(limit: Int, in fanout: ChannelFanout) -> (frame: FrameBuffer, records: Int)? {
        guard !isDone else { return nil }
        let frame = fanout.snapshotBuffer
        frame.removeAll()
        frame.append(head(channel: fanout.channel.name))
        let first = position
        var size = 0
        while position < rows.count, position == first || size + rows[position].bytes.count <= limit {
            if position > first { frame.append(UInt8(ascii: ",")) }
            frame.append(rows[position].bytes)
            size += rows[position].bytes.count
            position += 1
        }
        isDone = position == rows.count
        frame.append(tail)
        return (frame, position - first)
    }

    func finish() {
        onEnd?.resume()
        onEnd = nil
    }

    private func head(channel: String) -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.object {
            $0.field("type", "snapshot")
            $0.field("channel", channel)
            $0.field("cursor", image.cursor.text)
        }
        return json.bytes.dropLast() + Array(",\"data\":[".utf8)
    }

    private var tail: [UInt8] {
        var json = JSONWriter(capacity: 64)
        json.object {
            $0.field("total", rows.count)
            if image.isTruncated { $0.field("truncated", true) }
            $0.field("last", isDone)
        }
        return Array("],".utf8) + json.bytes.dropFirst()
    }
}
