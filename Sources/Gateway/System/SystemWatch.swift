import EventLoop
import JSONText
import State
import Telemetry

/// Makes the document that says how the system is doing, once for all who ask, and has those told who watch it.
///
/// Once a second while somebody watches, and for whoever asks; never twice at one time.
actor SystemWatch {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private let source: SystemSource
    /// Nil where there are no drills.
    private let director: DirectorState?
    private let gateway: String
    private let sections: [any SystemSection]
    /// Passes messages on to all who watch.
    private let tell: @Sendable ([[UInt8]]) async -> Void
    /// By shard.
    private var watchers: [Int: Int] = [:]
    private var timer: LoopTimer?
    private var making: Task<(head: [UInt8], body: [UInt8]), Never>?
    private var round: Task<Void, Never>?
    /// What was told last.
    private var told: [UInt8] = []
    /// The last of what was done in the lab that whoever watches knows of; nil as long as nobody does.
    private var lastEntry: String?
    private var isStopped = false

    private static let pace = Duration.seconds(1)

    init(
        loop: EventLoop, source: SystemSource, director: DirectorState?, gateway: String,
        sections: [any SystemSection],
        tell: @escaping @Sendable ([[UInt8]]) async -> Void
    ) {
        self.loop = loop
        self.source = source
        self.director = director
        self.gateway = gateway
        self.sections = sections
        self.tell = tell
    }

    /// The document as it is now. Who asks while one is being made gets that one.
    func document() async -> [UInt8] {
        let (head, body) = await make()
        return head + body
    }

    /// The time, and what is not looked at to know whether something has changed; then all the rest.
    private func make() async -> (head: [UInt8], body: [UInt8]) {
        if let making { return await making.value }
        let task = Task {
            let facts = await facts()
            var json = JSONWriter(capacity: 8 * 1024)
            json.beginObject()
            for section in sections { await section.write(to: &json, facts) }
            json.endObject()
            let head = JSONWriter.object {
                $0.field("time", facts.time)
                $0.field("gateway", gateway)
            }
            return (head: Array(head.dropLast()) + [UInt8(ascii: ",")], body: Array(json.bytes.dropFirst()))
        }
        making = task
        defer { making = nil }
        return await task.value
    }

    /// As they may be told.
    private func facts() async -> SystemFacts {
        var facts = await source.facts()
        if facts.isRedisReachable { facts.director = try? await director?.look() }
        return Disguise(facts.director).applied(to: facts)
    }

    // MARK: Who watches

    /// So many clients of a shard watch from now on.
    func set(watchers count: Int, of shard: Int) {
        watchers[shard] = count == 0 ? nil : count
        guard !isStopped, !watchers.isEmpty else {
            (timer, lastEntry) = (nil, nil)
            return
        }
        guard timer == nil else { return }
        beginRound()
        timer = loop.schedule(after: Self.pace, repeating: Self.pace) { [weak self] in
            self?.assumeIsolated { $0.beginRound() }
        }
    }

    private func beginRound() {
        guard round == nil else { return }
        round = Task {
            let (head, body) = await make()
            var messages = await news()
            if body != told { messages.append(ServerMessage.system(head + body)) }
            told = body
            if !messages.isEmpty { await tell(messages) }
            round = nil
        }
    }

    /// What was done in the lab since the last round.
    private func news() async -> [[UInt8]] {
        guard let last = lastEntry else {
            lastEntry = (try? await source.lab.log(last: 1))?.last?.id ?? "0-0"
            return []
        }
        guard let entries = try? await source.lab.log(after: last), let newest = entries.last else { return [] }
        lastEntry = newest.id
        return [ServerMessage.lab(entries)]
    }

    func stop() async {
        isStopped = true
        timer = nil
        await round?.value
    }
}
