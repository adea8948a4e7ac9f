import EventLoop
import Foundation
import Telemetry

/// A part as it runs: its process, started again when it ends by itself, and what is known of it. On the loop only.
final class Instance {
    enum State: String, Codable {
        case stopped
        /// It runs, and has not answered yet.
        case starting
        case ready
        /// It ended by itself and is started again in a moment.
        case waiting
        /// It was asked to end.
        case stopping
        /// It ended, and nobody starts it again.
        case failed
        /// It was ready, and was stopped in its tracks.
        case frozen
    }

    /// What an instance needs to run: the same for all of them.
    struct Surroundings {
        let loop: EventLoop
        let launcher: Launcher
        let reaper: Reaper
        let console: Console
        /// What every process is given.
        let environment: [String: String]
    }

    /// A part that never became ready and has ended this often is given up.
    static let attempts = 5
    private static let lastLinesKept = 12
    private static let probePause = Duration.milliseconds(40)

    private(set) var part: Part
    private(set) var state = State.stopped
    /// The answer that showed it to be ready.
    private(set) var answer = ""
    /// How long the last start took until it was ready.
    private(set) var startTime = Duration.zero
    private(set) var lastExit: ExitStatus?
    private(set) var lastLines: [String] = []
    /// It has just become ready, rather than been thawed.
    private(set) var isNewlyReady = false

    private let surroundings: Surroundings
    private let history: InstanceHistory
    private let label: Console.Label
    private let onChange: () -> Void
    private var process: ManagedProcess?
    private var probe: SocketProbe?
    private var timer: LoopTimer?
    private var restartDelay = RestartDelay()
    private var startedAt = Duration.zero
    private var wasReady = false
    private var failures = 0

    /// - Parameter onChange: Called on the loop after every change of ``state``.
    init(
        _ part: Part, label: Console.Label, history: InstanceHistory, surroundings: Surroundings,
        onChange: @escaping () -> Void
    ) {
        self.part = part
        self.history = history
        self.label = label
        self.surroundings = surroundings
        self.onChange = onChange
    }

    /// What is to be known of it by others.
    var entry: RunRecord.Entry {
        RunRecord.Entry(
            identity: process?.identity, state: state, lastExit: lastExit?.description, healthPort: part.healthPort)
    }

    /// Whether it has ended, and stays so.
    var isDown: Bool { state == .stopped || state == .failed }

    /// Starts a stopped one, afresh: what happened to it before is forgotten.
    func start() {
        guard isDown else { return }
        (restartDelay, failures, wasReady, lastExit, lastLines) = (RestartDelay(), 0, false, nil, [])
        launch()
    }

    /// Asks it to end, and kills it when it still runs after `grace`.
    func stop(grace: Duration) {
        (probe, timer) = (nil, nil)
        guard let process else { return become(.stopped) }
        process.signal(SIGTERM)
        process.signal(SIGCONT)  // one that is frozen hears nothing
        timer = surroundings.loop.schedule(after: grace) { [weak self] in self?.process?.signal(SIGKILL) }
        become(.stopping)
    }

    /// Ends it at once.
    func kill() {
        (probe, timer) = (nil, nil)
        guard let process else { return become(.stopped) }
        process.signal(SIGKILL)
        become(.stopping)
    }

    /// Stops it in its tracks: it keeps all that it has, and answers nobody.
    func freeze() {
        guard state == .ready, let process else { return }
        process.signal(SIGSTOP)
        become(.frozen)
    }

    /// Lets a frozen one go on.
    func thaw() {
        guard state == .frozen, let process else { return }
        process.signal(SIGCONT)
        isNewlyReady = false
        become(.ready)
    }

    private func become(_ state: State) {
        guard self.state != state else { return }
        self.state = state
        onChange()
    }

    // MARK: Running

    private func launch() {
        startedAt = EventLoop.now
        do throws(CommandError) {
            process = try ManagedProcess(
                loop: surroundings.loop, launcher: surroundings.launcher, reaper: surroundings.reaper,
                command: part.command,
                environment: surroundings.environment.merging(part.environment) { _, own in own },
                onLines: { [weak self] in self?.forward($1, to: $0) }, onExit: { [weak self] in self?.ended($0) })
        } catch {
            surroundings.console.complain("\(part.name): \(error)")
            return ended(.exited(LaunchCommand.notExecutable))
        }
        history.launches += 1
        history.startedAt = Int64(Date().timeIntervalSince1970 * 1000)
        become(.starting)
        ask()
    }

    private func ask() {
        guard state == .starting else { return }
        guard let question = part.readiness else { return isReady("") }
        probe = SocketProbe(loop: surroundings.loop, question) { [weak self] answer in
            guard let self, state == .starting else { return }
            if let answer { return isReady(answer) }
            timer = surroundings.loop.schedule(after: Self.probePause) { [weak self] in self?.ask() }
        }
    }

    private func isReady(_ answer: String) {
        self.answer = answer
        startTime = EventLoop.now - startedAt
        (probe, timer) = (nil, nil)
        (wasReady, failures, isNewlyReady) = (true, 0, true)
        become(.ready)
    }

    private func ended(_ status: ExitStatus) {
        let uptime = EventLoop.now - startedAt
        (process, probe, timer) = (nil, nil, nil)
        lastExit = status
        history.lastExit = status
        if state == .stopping { return become(.stopped) }
        failures += 1
        let hopeless = !wasReady && (failures >= Self.attempts || status.isHopeless)
        let isGivenUp = part.restart == .never || hopeless
        // Where it never was ready, somebody waits for it: the error that they get has the lines.
        if part.hidesOutput, wasReady || !isGivenUp {
            surroundings.console.forward(lastLines.map { Array($0.utf8) }, from: label, to: .error)
        }
        if isGivenUp { return become(.failed) }
        let delay = restartDelay.next(after: uptime)
        surroundings.console.complain("\(part.name) \(status); starting it again in \(delay.inSeconds)")
        timer = surroundings.loop.schedule(after: delay) { [weak self] in self?.launch() }
        become(.waiting)
    }

    private func forward(_ lines: [[UInt8]], to stream: StandardStream) {
        let texts = lines.map { String(decoding: $0, as: UTF8.self) }
        for text in texts { history.output.add(text) }
        lastLines = (lastLines + texts).suffix(Self.lastLinesKept)
        if part.hidesOutput, stream == .output || !wasReady { return }
        surroundings.console.forward(lines, from: label, to: stream)
    }
}
