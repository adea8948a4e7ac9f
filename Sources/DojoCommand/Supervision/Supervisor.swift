import EventLoop
import Glibc

/// Runs parts: starts them and waits until they are ready, keeps them running, stops them.
actor Supervisor {
    /// What is told to whoever made it, on the loop.
    enum Event: Sendable {
        /// A part answers, so long after it was started.
        case ready(Part, after: Duration, answer: String)
        /// A part that is not to be restarted ended by itself.
        case lost(Part, ExitStatus?)
        /// The state of a part is another one.
        case changed([String: RunRecord.Entry])
    }

    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private let launcher: Launcher
    private let console: Console
    private let environment: [String: String]
    private let nameWidth: Int?
    private let adoptsOrphans: Bool
    private let onEvent: @Sendable (Event) -> Void
    private lazy var reaper = Reaper(loop: loop, adoptsOrphans: adoptsOrphans)
    var instances: [String: Instance] = [:]
    private var histories: [String: InstanceHistory] = [:]
    private var colours: [String: Int] = [:]
    private var waiters: [Int: Waiter] = [:]
    private var lastWaiter = 0
    private var runs: [Int: Run] = [:]
    private var lastRun = 0
    /// Set for good when everything is to end: nothing is started any more.
    private(set) var isClosing = false

    /// Nil while it is still open.
    private typealias Outcome = @Sendable ([Instance]) -> Result<Void, CommandError>?

    /// Somebody who waits until something is true of the instances.
    private struct Waiter {
        let names: [String]
        let outcome: Outcome
        let continuation: CheckedContinuation<Result<Void, CommandError>, Never>
        let deadline: LoopTimer?
    }

    /// A process that ends by itself, and its output so far.
    private struct Run {
        var process: ManagedProcess?
        var lines: [String] = []
    }

    /// - Parameters:
    ///   - environment: What every process is given.
    ///   - nameWidth: Of the longest name there will be: lines of children stand behind their name. Nil: they stand by
    ///     themselves.
    ///   - adoptsOrphans: See ``Reaper``.
    init(
        loop: EventLoop, launcher: Launcher, console: Console, environment: [String: String], nameWidth: Int? = nil,
        adoptsOrphans: Bool = false, onEvent: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        self.loop = loop
        self.launcher = launcher
        self.console = console
        self.environment = environment
        self.nameWidth = nameWidth
        self.adoptsOrphans = adoptsOrphans
        self.onEvent = onEvent
    }

    /// Says that the start was interrupted; not for a person.
    static let interrupted = CommandError(.success, "stopped")

    // MARK: Starting

    /// Starts `parts`, all at once, and waits until each is ready. Those that ran under the same names must be down.
    ///
    /// Throws the first one that cannot start, or the first that is not ready after `deadline`; the others go on.
    func start(_ parts: [Part], deadline: Duration = .seconds(60)) async throws(CommandError) {
        guard !isClosing else { throw Self.interrupted }
        for part in parts { instance(of: part).start() }
        try await wait(for: parts.map(\.name), deadline: deadline) { instances in
            if let failed = instances.first(where: { $0.state == .failed }) {
                return .failure(Self.failure(of: failed))
            }
            return instances.allSatisfy { $0.state == .ready } ? .success(()) : nil
        }
    }

    /// What is known of all processes of a name.
    func history(of name: String) -> InstanceHistory {
        if let history = histories[name] { return history }
        let history = InstanceHistory()
        histories[name] = history
        return history
    }

    func instance(of part: Part) -> Instance {
        let colour = colours[part.name] ?? colours.count
        colours[part.name] = colour
        let label =
            nameWidth.map { Console.Label(part.name, width: $0, colour: Console.hasColours ? colour : nil) } ?? .none
        let instance = Instance(
            part, label: label, history: history(of: part.name),
            surroundings: Instance.Surroundings(
                loop: loop, launcher: launcher, reaper: reaper, console: console, environment: environment)
        ) { [weak self] in self?.assumeIsolated { $0.changed(part.name) } }
        instances[part.name] = instance
        return instance
    }

    private static func failure(of instance: Instance) -> CommandError {
        let end = instance.lastExit.map { ": it \($0)" } ?? ""
        let lines = instance.lastLines.map { "\n    \($0)" }.joined()
        return CommandError(
            .failure, "\(instance.part.name) cannot start\(end)." + (lines.isEmpty ? "" : " Its last lines:\(lines)"))
    }

    // MARK: Stopping

    /// Stops the parts whose role is wanted, and waits until they are down.
    func stop(grace: Duration = .seconds(3), where isWanted: (Part) -> Bool) async {
        let wanted = instances.values.filter { isWanted($0.part) }
        for instance in wanted { instance.stop(grace: grace) }
        try? await wait(for: wanted.map(\.part.name)) { $0.allSatisfy(\.isDown) ? .success(()) : nil }
    }

    /// Stops everything for good: what holds no state first, so that it can still hand over what it holds.
    ///
    /// Takes no longer than `stateless` + `others`.
    func close(stateless: Duration = .seconds(3), others: Duration = .milliseconds(1500)) async {
        isClosing = true
        for run in runs.values { run.process?.signal(SIGKILL) }
        for id in waiters.keys { finish(id, .failure(Self.interrupted)) }
        await stop(grace: stateless) { $0.role.isStateless }
        await stop(grace: others) { _ in true }
    }

    /// Ends everything at once.
    func kill() {
        isClosing = true
        for run in runs.values { run.process?.signal(SIGKILL) }
        for instance in instances.values { instance.kill() }
    }

    // MARK: Processes that end by themselves

    /// Runs a command to its end, and returns what it wrote.
    func runOnce(_ command: [String]) async throws(CommandError) -> (status: ExitStatus, lines: [String]) {
        guard !isClosing else { throw Self.interrupted }
        lastRun += 1
        let id = lastRun
        runs[id] = Run()
        let result: Result<ExitStatus, CommandError> = await withCheckedContinuation { continuation in
            do throws(CommandError) {
                runs[id]?.process = try ManagedProcess(
                    loop: loop, launcher: launcher, reaper: reaper, command: command, environment: environment,
                    onLines: { [weak self] _, lines in self?.assumeIsolated { $0.take(lines, of: id) } },
                    onExit: { continuation.resume(returning: .success($0)) })
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        let run = runs.removeValue(forKey: id)
        if isClosing { throw Self.interrupted }
        return (try result.get(), run?.lines ?? [])
    }

    private func take(_ lines: [[UInt8]], of id: Int) {
        runs[id]?.lines += lines.map { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: Watching

    /// What there is, by instance name: those, too, that have no process.
    var entries: [String: RunRecord.Entry] { instances.mapValues(\.entry) }

    /// The names of those that ended and that nobody starts again.
    var failed: Set<String> { Set(instances.values.filter { $0.state == .failed }.map(\.part.name)) }

    private func changed(_ name: String) {
        guard let instance = instances[name] else { return }
        tellOfChange()
        switch instance.state {
        case .ready where instance.isNewlyReady:
            onEvent(.ready(instance.part, after: instance.startTime, answer: instance.answer))
        case .failed: onEvent(.lost(instance.part, instance.lastExit))
        default: break
        }
        for (id, waiter) in waiters {
            if let outcome = waiter.outcome(named(waiter.names)) { finish(id, outcome) }
        }
    }

    func tellOfChange() { onEvent(.changed(entries)) }

    private func named(_ names: [String]) -> [Instance] { names.compactMap { instances[$0] } }

    private func wait(
        for names: [String], deadline: Duration? = nil, until outcome: @escaping Outcome
    ) async throws(CommandError) {
        if let result = outcome(named(names)) { return try result.get() }
        lastWaiter += 1
        let id = lastWaiter
        let result = await withCheckedContinuation { continuation in
            let timer = deadline.map { time in
                loop.schedule(after: time) { [weak self] in
                    self?.assumeIsolated { $0.finish(id, .failure($0.lateness(of: names, after: time))) }
                }
            }
            waiters[id] = Waiter(names: names, outcome: outcome, continuation: continuation, deadline: timer)
        }
        try result.get()
    }

    private func lateness(of names: [String], after time: Duration) -> CommandError {
        let late = names.filter { instances[$0]?.state != .ready }.joined(separator: ", ")
        return CommandError(.failure, "not ready after \(time.inSeconds): \(late)")
    }

    private func finish(_ id: Int, _ result: Result<Void, CommandError>) {
        waiters.removeValue(forKey: id)?.continuation.resume(returning: result)
    }
}
