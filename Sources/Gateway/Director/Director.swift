import EventLoop
import Foundation
import State
import Telemetry

/// Carries out chaos and drills: at one gateway at a time, the holder of a lease. Everything that it has to know is in Redis,
/// so another goes on where it has stopped.
///
/// While nothing goes on it sleeps until it is told.
actor Director {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    let store: DirectorState
    let hands: LabHands
    private let owner: String
    private let log: Logger
    private let signal = Signal()
    private var task: Task<Void, Never>?

    private static let lease = Duration.seconds(5)
    private static let pace = Duration.milliseconds(500)
    /// Changes of the order that is changed over and over, each time it is looked.
    private static let rush = 10
    /// How often it looks by itself while nothing goes on: what was begun while nobody was told of it.
    private static let patience = Duration.seconds(30)

    init(loop: EventLoop, store: DirectorState, hands: LabHands) {
        self.loop = loop
        self.store = store
        self.hands = hands
        owner = "\(hands.instanceID)/\(Identifier.random().prefix(8))"
        var log = Logger(label: "gateway.director")
        log[metadataKey: "instance"] = hands.instanceID
        self.log = log
    }

    func start() { task = Task { await run() } }

    func stop() async {
        task?.cancel()
        signal.raise()
        await task?.value
        try? await store.lease.release(owner: owner)
    }

    private func run() async {
        await store.follow { [signal] in signal.raise() }
        while !Task.isCancelled {
            do {
                await signal.wait(atMost: try await direct() ? Self.pace : Self.patience)
            } catch {
                log.debug("what is to be done is not known", metadata: ["error": "\(error)"])
                await signal.wait(atMost: .seconds(2))
            }
        }
    }

    /// One look at everything.
    /// - Returns: whether there is anything to be looked after.
    private func direct() async throws(StateError) -> Bool {
        let look = try await store.look()
        let isRunning = look.drill.map { !$0.isOver } == true
        guard look.chaos != nil || isRunning || !look.undos.isEmpty else { return false }
        guard try await store.lease.hold(owner: owner, for: Self.lease) else { return true }
        let now = Self.now
        try await undo(look, now)
        if let chaos = look.chaos { try await go(on: chaos, now) }
        if let drill = look.drill { try await self.look(at: drill, look.undos, now) }
        return true
    }

    static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

    // MARK: Undoing

    static let drillUndo = "drill"
    private static func chaosUndo(_ number: Int) -> String { "chaos/\(number)" }

    /// What is due, and what belongs to something that has ended.
    private func undo(_ look: DirectorState.Look, _ now: Int64) async throws(StateError) {
        for (name, text) in look.undos.sorted(by: { $0.key < $1.key }) {
            guard let undo = Undo(text: text) else {
                try await store.forgetUndo(name)
                continue
            }
            let hasEnded = name == Self.drillUndo ? look.drill == nil : look.chaos == nil
            guard hasEnded || undo.dueAt.map({ $0 <= now }) == true else { continue }
            let actor: LabEntry.Actor = name == Self.drillUndo ? .drill : .chaos
            try await hands.undo(undo, LabEntry(by: actor, action: "undo", target: undo.target, detail: undo.detail))
            try await store.forgetUndo(name)
        }
    }

    // MARK: Chaos

    private func go(on run: ChaosRun, _ now: Int64) async throws(StateError) {
        guard now >= run.nextAt else { return }
        let step = ChaosPlan(seed: run.seed, everySeconds: run.everySeconds).step(run.done)
        var run = run
        run.done += 1
        run.nextAt = now + Int64(run.everySeconds) * 1000
        // First: a gateway that ends right here skips a step, and does none twice.
        guard try await store.advance(run) else { return }
        let disturbance = step.disturbance
        let situation = try await hands.situation()
        if let obstacle = situation.obstacle(to: disturbance) {
            let detail = "step \(step.number), \(disturbance.action): \(obstacle)"
            let entry = LabEntry(by: .chaos, action: "skip", target: disturbance.target, detail: detail)
            return try await hands.state.lab.desire([], entry)
        }
        let undo = try await prepare(disturbance, situation, dueAt: now + Int64(step.lasts) * 1000)
        try await store.keepUndo(Self.chaosUndo(step.number), undo.text)
        let detail = ["step \(step.number)", disturbance.detail, "for \(step.lasts) s"].filter { !$0.isEmpty }
        try await hands.perform(
            disturbance, undo,
            LabEntry(
                by: .chaos, action: disturbance.action, target: disturbance.target,
                detail: detail.joined(separator: ", ")))
    }

    /// How it is going to be undone.
    private func prepare(
        _ disturbance: Disturbance, _ situation: Situation, dueAt: Int64?
    ) async throws(StateError) -> Undo {
        Undo(
            disturbance, in: situation, stored: try await hands.state.settings.look().stored,
            order: Identifier.random(), dueAt: dueAt)
    }

    // MARK: Drills

    /// Breaks what a drill is about. Nobody is told.
    func inject(_ fault: DrillFault, _ situation: Situation) async throws(StateError) {
        var undo = try await prepare(fault.disturbance, situation, dueAt: nil)
        try await store.keepUndo(Self.drillUndo, undo.text)
        try await hands.perform(fault.disturbance, undo, nil)
        undo.isDone = true
        try await store.keepUndo(Self.drillUndo, undo.text)
    }

    /// Keeps the fault alive, and notes when it is mended.
    private func look(at drill: DrillRun, _ undos: [String: String], _ now: Int64) async throws(StateError) {
        guard drill.repairedAt == nil, let fault = DrillFault.all.first(where: { $0.id == drill.fault }),
            let undo = undos[Self.drillUndo].flatMap({ Undo(text: $0) }), undo.isDone
        else { return }
        var situation = try await hands.situation()
        if let id = undo.order { situation.hasHotOrder = try await hands.changeHotOrder(id, times: Self.rush) }
        guard fault.isRepaired(undo, situation) else { return }
        _ = try await store.noteRepair(of: drill, at: now)
        // What the room has mended in a way of its own, such as by other instances, does not stay behind for the next.
        let left = undo.changes(in: situation.desired)
        if !left.isEmpty {
            let entry = LabEntry(by: .drill, action: "undo", target: undo.target, detail: undo.detail)
            try await hands.state.lab.desire(left, drill.foundAt == nil ? nil : entry)
        }
        try await store.forgetUndo(Self.drillUndo)
    }
}
