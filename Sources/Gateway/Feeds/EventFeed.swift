import Fanout
import Foundation
import JSONText
import OrderEvents
import WebServer

/// One client of `/events` (Server-Sent Events, WHATWG HTML section 9.2): a place in each ring that it asked for.
/// Used on the shard's loop only.
final class EventFeed: @unchecked Sendable {
    // Why @unchecked: it never leaves the loop; the server's callbacks, which run there, hold it.
    private let stream: EventStream
    private var follows: [Follow] = []
    private let metrics: GatewayMetrics

    private struct Follow {
        let fanout: ChannelFanout
        /// What it may see; nil is everything.
        let view: FilteredView?
        var next: UInt64
        var skip: [Int32: Int64]
    }

    /// Records in one write: what has been written while the socket is full waits in the ring, not here.
    private static let recordsAWrite = 64

    /// Seconds since 1970 at which it ends, with the token of who asked for it.
    var dueTime: Int64?

    init(stream: EventStream, metrics: GatewayMetrics) {
        self.stream = stream
        self.metrics = metrics
    }

    func follow(_ fanout: ChannelFanout, at placement: Placement, filter: RecordFilter) {
        follows.append(
            Follow(
                fanout: fanout, view: fanout.view(of: filter), next: placement.sequence, skip: placement.skip))
        fanout.add(self)
        if let gap = placement.gap { tell(gap, of: fanout) }
    }

    /// A comment, so that proxies see life where nothing happens.
    func keepAlive() {
        if !stream.isChoked { _ = stream.write(Array(":\n\n".utf8)) }
    }

    /// Ends the stream.
    func end() { stream.close() }

    func close() {
        for follow in follows {
            follow.fanout.remove(self)
            if let view = follow.view { follow.fanout.release(view) }
        }
        follows = []
    }

    /// Writes what it is owed until the socket is full; called again when it is writable.
    func serve() {
        for index in follows.indices {
            while !stream.isChoked, follows[index].next < follows[index].fanout.ring.end {
                guard writeSome(index) != .failed else { return }
            }
        }
    }

    private func writeSome(_ index: Int) -> WriteResult {
        let fanout = follows[index].fanout
        if follows[index].next < fanout.ring.start {
            let gap = Gap(reason: .overrun, missed: Int64(fanout.ring.start - follows[index].next))
            follows[index].next = fanout.ring.start
            tell(gap, of: fanout)
        }
        let (text, count, next) = text(of: follows[index])
        follows[index].next = next
        if !follows[index].skip.isEmpty {
            follows[index].skip = fanout.ring.remaining(follows[index].skip, at: next)
        }
        guard !text.isEmpty else { return .sent }
        metrics.delivered(count)
        return stream.write(text + Array("id: \(cursor)\n\n".utf8))
    }

    /// Some of what it is owed, and the place behind the last record looked at.
    private func text(of follow: Follow) -> (text: [UInt8], count: Int, next: UInt64) {
        let ring = follow.fanout.ring
        var text: [UInt8] = []
        var count = 0
        var next = follow.next
        func take(_ entry: RecordEntry, _ bytes: [UInt8]) {
            guard entry.offset >= follow.skip[entry.partition] ?? 0 else { return }
            Self.append(entry, bytes, of: follow.fanout.channel, to: &text)
            count += 1
        }
        guard let view = follow.view else {
            ring.forEach(from: next) { entry, bytes in
                take(entry, bytes)
                next += 1
                return next - follow.next < Self.recordsAWrite
            }
            return (text, count, next)
        }
        view.trim(before: ring.start)
        let places = view.places(from: view.ordinal(at: next)).prefix(Self.recordsAWrite)
        for place in places { ring.withRecord(at: place, take) }
        next = places.count < Self.recordsAWrite ? ring.end : places.last.map { $0 + 1 } ?? ring.end
        return (text, count, next)
    }

    /// `data: {"type":…,"data":…,"timestamp":…,"eventId":…}`; the last of a write is followed by its `id:`.
    private static func append(_ entry: RecordEntry, _ bytes: [UInt8], of channel: Channel, to text: inout [UInt8]) {
        if !text.isEmpty { text.append(UInt8(ascii: "\n")) }
        text += Array("data: ".utf8)
        var json = JSONWriter(capacity: entry.value.count + 160)
        json.object {
            $0.field("type", channel.eventType)
            // A line ends an event's field; in valid JSON these two are only white space.
            $0.raw("data", bytes[entry.value.indices].lazy.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
            $0.field("timestamp", Timestamp(milliseconds: entry.timestamp).iso8601)
            if !entry.eventID.isEmpty { $0.raw("eventId", bytes[entry.eventID.indices]) }
        }
        text += json.bytes
        text.append(UInt8(ascii: "\n"))
    }

    func tell(_ gap: Gap, of fanout: ChannelFanout) {
        metrics.gap(gap.reason)
        let json = JSONWriter.object {
            $0.field("channel", fanout.channel.name)
            $0.field("reason", gap.reason.rawValue)
            if let missed = gap.missed { $0.field("missed", missed) } else { $0.null("missed") }
        }
        _ = stream.write(Array("event: gap\ndata: ".utf8) + json + Array("\n\n".utf8))
    }

    /// One resume token over all channels that it follows.
    private var cursor: String {
        let cursors = follows.map { follow in
            var cursor = follow.fanout.cursor(at: follow.next)
            cursor.positions = cursor.positions.reaching(follow.skip)
            return (follow.fanout.channel.name, cursor)
        }
        return FeedCursor(cursors).text
    }
}
