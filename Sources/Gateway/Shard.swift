import EventLoop
import Fanout
import Redis
import State
import Telemetry
import WebServer

/// One loop thread of the gateway: a server on the shared port, its clients, its rings, its Redis connection.
///
/// An actor pinned to the loop. The server's callbacks come in on the loop's thread and enter without a hop.
actor Shard {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    nonisolated let index: Int
    let options: GatewayOptions
    /// Nil where no orders are taken.
    let orders: OrderCommands?
    /// All that can be asked of it.
    private(set) lazy var commands = CommandTable(
        OrderCommands.commands(orders) + shared.commands + ownCommands + recordCommands + deadLetterCommands
            + produceCommands)
    let shared: SharedParts
    let metrics: GatewayMetrics
    let log: Logger
    /// Of the channels whose topics are there.
    var fanouts: [String: ChannelFanout] = [:]
    private(set) var sessions: [ObjectIdentifier: Session] = [:]
    var feeds: [ObjectIdentifier: EventFeed] = [:]
    /// Those who have said their names, by id.
    var attendees: [String: Session] = [:]
    let blocked = BlockedSessions()
    private let answerBuffer = FrameBuffer(capacity: 16 * 1024)
    /// Why a channel cannot be served.
    var unavailable: [String: String] = [:]
    /// Who followed a channel that begins again, until it can be followed.
    var restarting: [String: [Follower]] = [:]
    /// Subscriptions, to one channel each, that came before the broker was reached.
    var waiting: [(session: Session, request: ClientMessage.Subscribe)] = []
    // What follows is of `Shard+Flush.swift`.
    var pace: Pace
    /// Channels with something new, and those of the round under way.
    var grown: Set<String> = []
    var flushing: [ChannelFanout] = []
    /// When the round began, and how long it has taken.
    var flushStart: Duration = .zero
    var flushTime: Duration = .zero
    /// Runs while a round rests, or waits for its turn.
    var flushTimer: LoopTimer?
    var flushIsDue = false
    var keepAliveTimer: LoopTimer?
    private var placeTimer: LoopTimer?
    /// Looks after what is to be looked after all the time; see `Shard+Pulse.swift`.
    var pulse: Pulse?
    /// At the first shard only.
    var rings: RingMetrics?
    /// Runs while somebody is connected whose token ends, or who has to show one.
    var tokenTimer: LoopTimer?
    /// Sends somebody away from all gateways, and says from how many connections here.
    var sendAway: (DisconnectTarget) async -> Int = { _ in 0 }
    /// Takes what clients say of themselves.
    var attend: (Attendance.Event) -> Void = { _ in }
    /// Says who is there over all gateways.
    var roster: () async throws(StateError) -> Roster = { () async throws(StateError) in .empty }
    /// Knows how the system is doing; nil where there is no Redis.
    var system: SystemWatch?
    /// Those who are told of it.
    var watchers: [ObjectIdentifier: Session] = [:]
    /// Those who are told whether this gateway is ready.
    var readinessWatchers: [ObjectIdentifier: Session] = [:]

    init(
        loop: EventLoop, index: Int, options: GatewayOptions, orders: OrderCommands?, shared: SharedParts
    ) {
        self.loop = loop
        self.index = index
        self.options = options
        self.orders = orders
        self.shared = shared
        pace = Pace(factor: options.paceFactor)
        metrics = GatewayMetrics(shard: index)
        rings = index == 0 ? RingMetrics() : nil
        var log = Logger(label: "gateway.shard")
        log[metadataKey: "shard"] = "\(index)"
        self.log = log
    }

    // MARK: From Kafka

    func take(_ inputs: [ShardInput]) {
        var batches = 0
        for input in inputs {
            switch input {
            case .channel(let channel, let start): begin(channel, at: start)
            case .batch(let channel, let batch):
                fanouts[channel]?.makeRoom(for: batch, metrics)
                fanouts[channel]?.append(batch)
                batches += 1
                grown.insert(channel)
            case .lost(let channel, let count): fanouts[channel]?.tell(Gap(reason: .retention, missed: count))
            case .unavailable(let channel, let reason): note(channel, unavailable: reason)
            case .filled(let channel):
                filled(channel)
                guard placeTimer == nil else { break }
                placeTimer = loop.schedule(after: .seconds(10), repeating: .seconds(10)) { [weak self] in
                    self?.assumeIsolated { shard in for fanout in shard.fanouts.values { fanout.tellPlaces() } }
                }
            }
        }
        if batches > 0 { pace.arrived(batches, at: EventLoop.now) }
        flush()
    }

    // MARK: Clients

    func open(_ connection: WebSocketConnection) {
        let session = Session(
            id: Identifier.random(), connection: connection, frameLimit: options.frameLimit,
            allowance: MessageAllowance(
                messagesPerSecond: options.sessions.messagesPerSecond, now: EventLoop.now),
            answerBuffer: answerBuffer, blocked: blocked, metrics: metrics)
        sessions[ObjectIdentifier(session)] = session
        connection.onText = { [weak self, unowned session] text in
            self?.assumeIsolated { $0.receive(text, from: session) }
        }
        session.onSnapshotWanted = { [weak self, unowned session] channel in
            self?.assumeIsolated { shard in
                if let subscription = session.subscriptions[channel] {
                    shard.sendSnapshot(for: subscription, to: session)
                }
            }
        }
        connection.onWritable = { [unowned session] in session.becameWritable() }
        connection.onClosed = { [weak self, unowned session] code, _ in
            self?.assumeIsolated { $0.close(session, code: code) }
        }
        guard claim(session, connection.request) else { return connection.close(.tooMany) }
        greet(session, connection.request)
    }

    /// Counts who is behind a proxy; whoever comes by themselves was counted when they connected.
    private func claim(_ session: Session, _ request: HTTPRequest?) -> Bool {
        guard let request, shared.gatekeeper.options.proxies.contains(request.remoteAddress) else { return true }
        let address = shared.gatekeeper.address(of: request)
        guard shared.limits.claim(address) else { return false }
        session.claimedAddress = address
        return true
    }

    private func close(_ session: Session, code: UInt16) {
        metrics.closed(code)
        farewell(session)
        stopWatching(session)
        readinessWatchers[ObjectIdentifier(session)] = nil
        session.close()
        if let address = session.claimedAddress { shared.limits.release(address) }
        waiting.removeAll { $0.session === session }
        sessions[ObjectIdentifier(session)] = nil
    }

    func closeAll(_ code: CloseCode) {
        for session in sessions.values { session.connection.close(code) }
        for feed in feeds.values { feed.close() }
    }

    // MARK: Messages

    private func receive(_ text: [UInt8], from session: Session) {
        guard isWithinRate(session, text) else { return }
        let message: ClientMessage
        do {
            message = try ClientMessage(json: text)
        } catch {
            return session.send(ServerMessage.error(id: error.id, Problem(400, error.code, error.message)))
        }
        guard permits(message, of: session) else { return }
        switch message {
        case .auth(let id, let token): authenticate(session, id: id, token: token)
        case .ping(let id): session.send(ServerMessage.pong(id: id))
        case .hello(let id, let name): introduce(session, id: id, name: name)
        case .history(let request): answer(request, to: session)
        case .publish(let request): answer(request, to: session)
        case .subscribe(let request): subscribe(session, request)
        case .unsubscribe(let id, let channels):
            session.send(
                ServerMessage.unsubscribed(
                    id: id,
                    channels: channels.filter { channel in
                        session.giveUpTurn(on: channel)
                        return session.unsubscribe(channel)
                    }))
            announce(session)
        case .command(let command): answer(command, to: session)
        }
    }

    func subscribe(_ session: Session, _ request: ClientMessage.Subscribe) {
        for name in request.channels {
            var request = request
            request.channels = [name]
            do throws(Problem) {
                guard let fanout = try servedChannel(name) else {
                    waiting.append((session, request))
                    continue
                }
                request.filter = try fanout.channel.permitted(request.filter, to: session.identity)
                guard hasRoom(session, for: name, request) else { continue }
                beginWhenSettled(session, fanout, from: request.positions[name] ?? request.from, request)
            } catch {
                session.send(ServerMessage.error(id: request.id, error))
            }
        }
        announce(session)
    }

    func begin(
        _ session: Session, _ fanout: ChannelFanout, from: StartingPoint, _ request: ClientMessage.Subscribe
    ) {
        var placement = fanout.place(from)
        let isReset = placement.gap?.reason == .reset
        let wantsSnapshot = fanout.channel.hasSnapshot && (from == .latest || isReset)
        if wantsSnapshot { placement = Placement(sequence: fanout.ring.end, gap: placement.gap) }
        let subscription = session.subscribe(
            to: fanout, at: placement, filter: request.filter, conflates: request.conflates)
        if wantsSnapshot, fanout.channel.snapshot == .compacted {
            return sendCompacted(for: subscription, to: session, request: request, gap: placement.gap)
        }
        if case .last = from { subscription.move(to: fanout.place(from, in: subscription.view).sequence) }
        if !fanout.holds(from, placement, in: subscription.view), let start = HistoryStart(from) {
            return catchUp(
                LateSubscription(
                    subscription, of: session, id: request.id, filter: request.filter, metrics: metrics), from: start)
        }
        let channel = fanout.channel.name
        placement.sequence = subscription.next
        let cursor = startCursor(of: placement, from, in: fanout)
        session.send(ServerMessage.subscribed(id: request.id, channel: channel, cursor: cursor))
        if let gap = placement.gap {
            metrics.gap(gap.reason)
            session.send(ServerMessage.gap(gap, channel: channel, cursor: cursor))
        }
        guard !wantsSnapshot else { return sendSnapshot(for: subscription, to: session, id: request.id) }
        subscription.goLive()
    }

    /// Sends the state, then what came since. The state holds all that the ring does: what follows is read from the end
    /// of the ring as it was before the state was read.
    func sendSnapshot(for subscription: Subscription, to session: Session, id: String? = nil) {
        let fanout = subscription.fanout
        if fanout.channel.snapshot == .compacted { return sendCompacted(for: subscription, to: session) }
        subscription.leaveRing()
        subscription.move(to: fanout.ring.end)
        let cursor = fanout.cursor(at: fanout.ring.end)
        Task { [weak session] in
            let snapshot = await orders?.snapshot() ?? .failure(.noOrders)
            guard let session, session.follows(subscription) else { return }
            switch snapshot {
            case .success(let snapshot):
                for frame in snapshot.frames(channel: fanout.channel.name, cursor: cursor, limit: options.frameLimit) {
                    session.send(frame)
                }
            case .failure(let problem): session.send(ServerMessage.error(id: id, problem))
            }
            subscription.goLive()
        }
    }

    /// A cursor that was given stays as it is where it is ahead of the ring's place: a resume never goes back.
    private func startCursor(of placement: Placement, _ from: StartingPoint, in fanout: ChannelFanout) -> Cursor {
        if case .cursor(let cursor) = from, placement.gap == nil { return cursor }
        return fanout.cursor(at: placement.sequence)
    }
}
