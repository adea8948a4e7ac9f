import EventLoop
import State
import Telemetry

/// Knows who is there over all gateways, and tells those who are there of each other, at most once a second.
///
/// What this gateway's own clients have said is written to Redis at once and again every two seconds; an entry that
/// nobody renews, because its gateway was killed, ends after six. What others have written is read once a second, as long as somebody
/// here wants to know. Without a Redis there are only this gateway's own.
actor Attendance {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Something that a client of this gateway did.
    enum Event: Sendable {
        /// It has said its name, or follows other channels than before.
        case present(Attendee)
        case gone(session: String)
    }

    /// What the shards are to pass on.
    struct News: Sendable {
        /// For those who know who was there before; nil where nothing has changed.
        let change: [UInt8]?
        /// For those who know nobody yet.
        let whole: [UInt8]
        /// Who these are, by session.
        let newcomers: Set<String>
    }

    private let presence: Presence?
    private let tell: @Sendable (News) async -> Void
    private let log = Logger(label: "gateway.attendance")

    private var own: [String: Attendee] = [:]
    private var newcomers: Set<String> = []
    /// Of ``own``, what Redis does not know yet; and who left and is still known there.
    private var unwritten: Set<String> = []
    private var departed: Set<String> = []
    /// Of ``own``, what it was told.
    private var written: Set<String> = []
    private var nextHeartbeat: Duration = .zero
    /// What everybody here was told last.
    private var told = Roster.empty
    /// After Redis was away, until when somebody who is not found in it is taken to be there all the same: their gateway
    /// may not have written them anew yet.
    private var settled: Duration = .zero
    private var timer: LoopTimer?
    private var round: Task<Void, Never>?
    private var isStopped = false

    private static let pace = Duration.seconds(1)
    private static let heartbeat = Duration.seconds(2)

    /// - Parameter presence: nil: there is no Redis.
    init(loop: EventLoop, presence: Presence?, tell: @escaping @Sendable (News) async -> Void) {
        self.loop = loop
        self.presence = presence
        self.tell = tell
    }

    // MARK: What clients do

    func take(_ events: [Event]) {
        for event in events {
            switch event {
            case .present(let attendee):
                if own.updateValue(attendee, forKey: attendee.session) == nil { newcomers.insert(attendee.session) }
                unwritten.insert(attendee.session)
            case .gone(let session):
                own[session] = nil
                newcomers.remove(session)
                unwritten.remove(session)
                written.remove(session)
                departed.insert(session)
            }
        }
        guard timer == nil, !isStopped else { return }
        timer = loop.schedule(after: Self.pace, repeating: Self.pace) { [weak self] in
            self?.assumeIsolated { $0.tick() }
        }
        beginRound()
    }

    private func tick() {
        guard own.isEmpty, departed.isEmpty else { return beginRound() }
        // Nobody is left here whom it would interest.
        timer = nil
        told = .empty
    }

    // MARK: Rounds

    private func beginRound() {
        guard round == nil else { return }
        round = Task {
            await goRound()
            round = nil
        }
    }

    private func goRound() async {
        // Who comes while it is being looked is not in it yet, and told a second later.
        let newcomers = newcomers
        self.newcomers = []
        let roster = await look()
        let change = roster.change(from: told)
        told = roster
        guard change != nil || !newcomers.isEmpty else { return }
        await tell(
            News(
                change: change.map(ServerMessage.presence), whole: ServerMessage.presence(roster.whole),
                newcomers: newcomers))
        timer?.restart(after: Self.pace, repeating: Self.pace)  // however long this round took
    }

    /// Writes what is due, and reads who is there.
    private func look() async -> Roster {
        guard let presence else {
            departed = []
            return Roster(own.values)
        }
        let (unwritten, departed) = (unwritten, departed)
        (self.unwritten, self.departed) = ([], [])
        do {
            if !departed.isEmpty { try await presence.remove(kind: Attendee.presenceKind, ids: Array(departed)) }
            let isForgetful = try await write(unwritten, to: presence)
            let roster = Roster(try await presence.list(kind: Attendee.presenceKind, upTo: Roster.mostNames))
            guard let people = roster.people else { return roster }
            if isForgetful || !written.allSatisfy({ people[$0] != nil }) { beginSettling() }
            guard EventLoop.now < settled else { return roster }
            return merged(people, known(without: departed))
        } catch {
            log.debug("who is there is not known", metadata: ["error": error.message])
            self.unwritten.formUnion(unwritten)
            self.departed.formUnion(departed)
            beginSettling()
            return merged(own, known(without: departed))
        }
    }

    /// - Returns: whether Redis does not know what it was told: it was away for a moment, and came back empty.
    private func write(_ changed: Set<String>, to presence: Presence) async throws(StateError) -> Bool {
        let isDue = EventLoop.now >= nextHeartbeat
        if isDue { nextHeartbeat = EventLoop.now + Self.heartbeat }
        let members = isDue ? Array(own.values) : changed.compactMap { own[$0] }
        let expected = members.count { !written.contains($0.session) }
        let new = try await presence.heartbeat(kind: Attendee.presenceKind, members.map(\.heartbeat))
        for member in members where own[member.session] != nil { written.insert(member.session) }
        return new > expected
    }

    private func beginSettling() {
        nextHeartbeat = .zero
        settled = EventLoop.now + (presence?.lifetime ?? .zero)
    }

    /// Who was there when it was looked last, as far as it was not one of ours.
    private func known(without departed: Set<String>) -> [String: Attendee]? {
        told.people?.filter { !departed.contains($0.key) && !self.departed.contains($0.key) }
    }

    private func merged(_ new: [String: Attendee], _ old: [String: Attendee]?) -> Roster {
        guard let old else { return Roster(unnamed: max(told.count, new.count)) }
        return Roster(new.merging(old) { new, _ in new }.values)
    }

    // MARK: Who asks

    /// Who is there now, for somebody who is not told of changes.
    func current() async throws(StateError) -> Roster {
        guard let presence else { return Roster(own.values) }
        return Roster(try await presence.list(kind: Attendee.presenceKind, upTo: Roster.mostNames))
    }

    /// This gateway's clients have gone with it.
    func stop() async {
        isStopped = true
        timer = nil
        await round?.value
        guard let presence else { return }
        try? await presence.remove(kind: Attendee.presenceKind, ids: Array(own.keys) + departed)
        own = [:]
    }
}
