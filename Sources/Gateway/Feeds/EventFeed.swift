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
    private var follows: [FeedFollow] = []
    private let metrics: GatewayMetrics
    /// There while the socket is full.
    private var watch: StallWatch?

    /// Records in one write: what has been written while the socket is full waits in the ring, not here.
    private static let recordsAWrite = 64

    /// Seconds since 1970 at which it ends, with the token of who asked for it.
    var dueTime: Int64?

    init(stream: EventStream, metrics: GatewayMetrics) {
        self.stream = stream
        self.metrics = metrics
    }

    /// Adds a channel, which is served once it was told to join.
    func follow(_ fanout: ChannelFanout, from: StartingPoint, filter: RecordFilter) -> FeedFollow {
        let follow = FeedFollow(fanout, of: self, from: from, filter: filter)
        follows.append(follow)
        fanout.add(self)
        return follow
    }

    /// Whether `follow` is still to be served.
    func follows(_ follow: FeedFollow) -> Bool { follows.contains { $0 === follow } }

    /// A comment, so that proxies see life where nothing happens.
    func keepAlive() {
        if !stream.isChoked { _ = stream.write(Array(":\n\n".utf8)) }
    }

    /// Whether the client has accepted nothing for as long as `deadline`; asked once a second.
    func isStalled(for deadline: Duration, at now: Duration) -> Bool {
        guard stream.isChoked else {
            watch = nil
            return false
        }
        var current = watch ?? StallWatch(at: now)
        defer { watch = current }
        guard case .still(let time) = current.look(stream.unacceptedBytes, at: now) else { return false }
        return time >= deadline
    }

    /// Ends the stream of a client that would not take the end of it either.
    func drop() { stream.drop() }

    /// Ends the stream.
    func end() { stream.close() }

    func close() {
        let ended = follows
        follows = []
        for follow in ended {
            follow.fanout.remove(self)
            follow.end()
        }
    }

    /// Writes what it is owed until the socket is full; called again when it is writable.
    func serve() {
        for follow in follows {
            while !stream.isChoked, let past = follow.past {
                guard !past.rest.isEmpty else {
                    follow.finishPast()
                    break
                }
                guard write(follow, FeedFollow.takePast) != .failed else { return }
            }
            while !stream.isChoked, follow.isLive, follow.next < follow.fanout.ring.end {
                let ring = follow.fanout.ring
                if follow.next < ring.start {
                    tell(Gap(reason: .overrun, missed: Int64(ring.start - follow.next)), of: follow.fanout)
                    follow.moveToRing()
                }
                guard write(follow, FeedFollow.takeLive) != .failed else { return }
            }
        }
    }

    /// Writes some events, and the place behind them.
    private func write(
        _ follow: FeedFollow, _ take: (FeedFollow) -> (Int, (RecordEntry, [UInt8]) -> Void) -> Void
    ) -> WriteResult {
        var text: [UInt8] = []
        var count = 0
        take(follow)(Self.recordsAWrite) { entry, bytes in
            Self.append(entry, bytes, of: follow.fanout.channel, to: &text)
            count += 1
        }
        guard !text.isEmpty else { return .sent(bytes: 0) }
        metrics.delivered(count)
        return stream.write(text + idLine)
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

    /// Kafka could not be read: says so and ends. A client that comes back with its last id goes on from there.
    func fail(_ problem: Problem) {
        let json = JSONWriter.object {
            $0.field("code", problem.code)
            $0.field("message", problem.message)
        }
        let retry = problem.retryAfterMilliseconds.map { "retry: \($0)\n" } ?? ""
        _ = stream.write(Array("\(retry)event: problem\ndata: ".utf8) + json + Array("\n\n".utf8))
        end()
    }

    /// One resume token over all channels that it follows; while one of them does not know yet where it begins there is
    /// none, and who comes back begins as before.
    private var idLine: [UInt8] {
        var cursors: [(String, Cursor)] = []
        for follow in follows {
            guard let cursor = follow.cursor else { return [UInt8(ascii: "\n")] }
            cursors.append((follow.fanout.channel.name, cursor))
        }
        return Array("id: \(FeedCursor(cursors).text)\n\n".utf8)
    }
}
