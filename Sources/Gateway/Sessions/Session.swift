import EventLoop
import Fanout
import WebServer

/// One WebSocket client: what it follows, and whether its socket takes more. Used on the shard's loop only.
///
/// There is no queue of events: a client is a place in each ring. Answers, which are few, wait in a small bounded queue
/// while the socket is full.
final class Session: @unchecked Sendable {
    // Why @unchecked: it never leaves the loop; the server's callbacks, which run there, hold it.
    let id: String
    let connection: WebSocketConnection
    /// Who it is; nil until it has said so.
    var identity: Identity?
    /// Seconds since 1970 from which on it may not stay as it is: without a token, or with one that has expired.
    var dueTime: Int64?
    /// Where it is counted, if that is not where its socket comes from.
    var claimedAddress: String?
    /// It was told that its token has expired.
    var isOverdue = false
    /// What it said in `hello`.
    var name: String?
    /// It was told who is there, and is told of changes from then on.
    var knowsOthers = false
    var allowance: MessageAllowance
    /// Its place among those that are blocked.
    var blockedIndex: Int32?
    private let blocked: BlockedSessions
    private let frameLimit: Int
    private(set) var subscriptions: [String: Subscription] = [:]
    private var turns: [String: Int] = [:]
    private var lastTurn = 0
    /// The socket was full after the last write; nothing is written until it is writable again.
    private(set) var isBlocked = false
    private var wasChoked = false
    /// Asks for the state of a channel, which a client needs that conflates and was overrun.
    var onSnapshotWanted: ((_ channel: String) -> Void)?
    /// Pages of history that it has asked for and not been given yet, and how many that may be.
    var pagesAwaited = 0
    static let mostPages = 2
    private var answers: [[UInt8]] = []
    private var answerBytes = 0
    private let answerBuffer: FrameBuffer
    private let metrics: GatewayMetrics

    /// Bytes of answers that may wait for a blocked client. One that asks on and reads nothing is closed.
    static let answerLimit = 256 * 1024

    init(
        id: String, connection: WebSocketConnection, frameLimit: Int, allowance: MessageAllowance,
        answerBuffer: FrameBuffer, blocked: BlockedSessions, metrics: GatewayMetrics
    ) {
        self.id = id
        self.connection = connection
        self.frameLimit = frameLimit
        self.allowance = allowance
        self.blocked = blocked
        self.answerBuffer = answerBuffer
        self.metrics = metrics
    }

    // MARK: Answers

    /// Sends one message that is not `events`, in its order among the others.
    func send(_ message: [UInt8]) {
        guard !isBlocked else {
            answers.append(message)
            answerBytes += message.count
            if answerBytes > Self.answerLimit { connection.close(.tooSlow) }
            return
        }
        answerBuffer.removeAll()
        answerBuffer.append(message)
        note(connection.write(answerBuffer), of: message.count)
    }

    /// The socket takes more: what waited goes out, then what the rings hold.
    func becameWritable() {
        guard isBlocked else { return }
        isBlocked = false
        blocked.remove(self)
        let waiting = answers
        answers = []
        answerBytes = 0
        for message in waiting { send(message) }
        for subscription in subscriptions.values where !isBlocked {
            if subscription.isLive { serve(subscription) } else { servePast(subscription) }
        }
        if !isBlocked { wasChoked = false }
    }

    /// - Parameter length: of what was given to be written.
    private func note(_ result: WriteResult, frames: Int = 1, of length: Int) {
        switch result {
        case .sent(let bytes): metrics.sent(frames: frames, bytes: bytes, of: length)
        case .choked(let bytes):
            metrics.sent(frames: frames, bytes: bytes, of: length)
            isBlocked = true
            wasChoked = true
            blocked.add(self, at: EventLoop.now)
            connection.requestWritable()
        case .failed: isBlocked = true  // it is closing; `close()` follows
        }
    }

    // MARK: Events

    /// Writes what is left of the past, until its socket is full.
    func servePast(_ subscription: Subscription) {
        while !isBlocked, let past = subscription.past {
            guard let (frame, records) = past.next(limit: frameLimit, in: subscription.fanout) else {
                subscription.past = nil
                return past.finish()
            }
            note(connection.write(frame), of: frame.count)
            metrics.delivered(records)
        }
    }

    /// Writes all that the client is owed of one channel, until its socket is full.
    func serve(_ subscription: Subscription) {
        while !isBlocked, subscription.isLive, subscription.isOwed {
            let missed = subscription.missed
            if missed > 0 {
                tellOverrun(subscription, missed: missed)
                continue
            }
            let takesAll = subscription.view == nil && subscription.skip.isEmpty && !subscription.conflates
            if takesAll, connection.takesSharedFrames {
                serveShared(subscription)
                continue
            }
            let limit = wasChoked ? min(frameLimit, GatewayOptions.chokedFrameLimit) : frameLimit
            if takesAll {
                let from = subscription.next
                let tellsPlace = subscription.fanout.tellsPlace(to: subscription)
                let (frame, to) = subscription.fanout.frame(from: from, limit: limit, tellsPlace: tellsPlace)
                subscription.move(to: to)
                note(connection.write(frame), of: frame.count)
                metrics.delivered(Int(to - from))
            } else {
                serveChosen(subscription, limit: limit)
            }
        }
    }

    /// The same with the frames that everybody gets.
    private func serveShared(_ subscription: Subscription) {
        let run = subscription.fanout.frames(from: subscription.next, limit: frameLimit)
        let (done, result) = connection.write(run.frames)
        var bytes = 0
        for frame in run.frames.prefix(done) { bytes += frame.length }
        if done > 0 {
            let last = run.ends.startIndex + done - 1
            metrics.delivered(Int(run.ends[last] - subscription.next))
            subscription.move(to: run.ends[last])
            subscription.owesPlace = !run.tells[run.tells.startIndex + done - 1]
        }
        note(result, frames: done, of: bytes)
    }

    /// The same for a client that does not get what everybody gets.
    private func serveChosen(_ subscription: Subscription, limit: Int) {
        let fanout = subscription.fanout
        let next = max(subscription.next, fanout.ring.start)
        let isBehind = subscription.conflates && fanout.ring.holdsMore(than: limit, from: next)
        let tellsPlace = fanout.tellsPlace(to: subscription)
        func write(_ places: some BidirectionalCollection<UInt64>) {
            let (frame, to, considered) =
                isBehind
                ? fanout.frame(
                    of: fanout.ring.newest(of: places), skip: subscription.skip, limit: limit, tellsPlace: tellsPlace)
                : fanout.frame(of: places, skip: subscription.skip, limit: limit, tellsPlace: tellsPlace)
            subscription.move(to: to)
            guard let frame else {
                subscription.owesPlace = true
                return
            }
            note(connection.write(frame), of: frame.count)
            metrics.delivered(considered)
        }
        if let view = subscription.view {
            write(view.places(from: subscription.ordinal))
        } else {
            write(next..<fanout.ring.end)
        }
    }

    /// It read too slowly, and the ring went past it.
    private func tellOverrun(_ subscription: Subscription, missed: Int) {
        let ring = subscription.fanout.ring
        subscription.move(to: ring.start)
        tell(Gap(reason: .overrun, missed: Int64(missed)), of: subscription)
        if subscription.conflates, subscription.fanout.channel.hasSnapshot {
            onSnapshotWanted?(subscription.fanout.channel.name)
        }
    }

    /// Tells of a gap, with the place behind what the subscription has been given.
    func tell(_ gap: Gap, of subscription: Subscription) {
        metrics.gap(gap.reason)
        send(ServerMessage.gap(gap, channel: subscription.fanout.channel.name, cursor: subscription.cursor))
    }

    /// Tells how far a filtered subscription is, where that has changed.
    func tellPlace(_ subscription: Subscription) {
        guard !subscription.isOwed, subscription.next < subscription.fanout.ring.end || subscription.owesPlace else {
            return
        }
        subscription.owesPlace = false

        subscription.move(to: subscription.fanout.ring.end)
        let frame = subscription.fanout.emptyFrame(skip: subscription.skip)
        note(connection.write(frame), of: frame.count)
    }

    // MARK: Subscriptions

    /// Begins following a channel; a second time replaces the first.
    func subscribe(
        to fanout: ChannelFanout, at placement: Placement, filter: RecordFilter, conflates: Bool
    ) -> Subscription {
        unsubscribe(fanout.channel.name)
        let subscription = Subscription(
            session: self, fanout: fanout, view: fanout.view(of: filter), conflates: conflates, placement: placement)
        subscriptions[fanout.channel.name] = subscription
        metrics.subscribed(1)
        fanout.add(subscription)
        return subscription
    }

    /// A number for a `subscribe` that has to wait until it can begin; another one, and `unsubscribe`, take its turn.
    func takeTurn(on channel: String) -> Int {
        lastTurn += 1
        turns[channel] = lastTurn
        return lastTurn
    }

    func giveUpTurn(on channel: String) { turns[channel] = nil }

    func isTurn(_ turn: Int, on channel: String) -> Bool { turns[channel] == turn && connection.isOpen }

    @discardableResult
    func unsubscribe(_ channel: String) -> Bool {
        guard let subscription = subscriptions.removeValue(forKey: channel) else { return false }
        subscription.fanout.remove(subscription)
        metrics.subscribed(-1)
        subscription.past?.finish()
        return true
    }

    /// Whether `subscription` is still what the client follows on its channel: it may have changed during an await.
    func follows(_ subscription: Subscription) -> Bool {
        subscriptions[subscription.fanout.channel.name] === subscription
    }

    /// The connection is gone.
    func close() {
        for channel in Array(subscriptions.keys) { unsubscribe(channel) }
        answers = []
        blocked.remove(self)
    }
}
