import EventLoop
import Foundation
import Program

/// One run of `dojo watch`.
actor WatchSession {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private let tool: BuildTool
    private let command: [String]
    private let product: ChangePlan.Product
    private let grace: Duration
    private let supervisor: Supervisor
    private let console: Console
    private var ending: CheckedContinuation<Result<Void, CommandError>, Never>?
    private var rebuilder: Rebuilder?
    private var isEnding = false

    init(
        loop: EventLoop, console: Console, launcher: Launcher, tool: BuildTool, command: [String],
        product: ChangePlan.Product, grace: Duration
    ) {
        self.loop = loop
        self.console = console
        self.tool = tool
        self.command = command
        self.product = product
        self.grace = grace
        supervisor = Supervisor(
            loop: loop, launcher: launcher, console: console, environment: ProcessInfo.processInfo.environment,
            adoptsOrphans: true)
    }

    /// Runs until SIGINT or SIGTERM.
    func run() async throws(CommandError) -> ExitCode {
        ProcessTree.adoptOrphans()
        let signals = [SIGINT, SIGTERM].map { signal in
            loop.watch(signal: signal) { [weak self] in self?.assumeIsolated { $0.interrupted() } }
        }
        let result = await withCheckedContinuation { continuation in
            ending = continuation
            Task { await begin() }
        }
        withExtendedLifetime(signals) {}
        try result.get()
        return .success
    }

    private func begin() async {
        let (role, product) = (Self.role(of: command), product)
        let rebuilder = Rebuilder(
            loop: loop, tool: tool, products: [product], supervisor: supervisor, console: console,
            concerns: { plan in
                role.map { plan.roles.contains($0) } ?? (plan.products.contains(product) || !plan.roles.isEmpty)
            },
            apply: { [weak self] _ in await self?.restart() })
        self.rebuilder = rebuilder
        do throws(CommandError) {
            try await rebuilder.start()
            if isBuilt { _ = await rebuilder.build([product]) }
            try await supervisor.start([part])
        } catch {
            await end(.failure(error))
        }
    }

    /// What the command does in the system, as far as its words tell.
    static func role(of command: [String]) -> Part.Role? {
        let program = command.first.map { URL(fileURLWithPath: $0).lastPathComponent }
        if program == "gateway" { return .gateway }
        guard program == "dojo", command.count > 1 else { return nil }
        if command[1] == "broker" { return .broker }
        return command[1] == "service" && command.count > 2 ? .service(command[2]) : nil
    }

    private var isBuilt: Bool { access(tool.program(product), X_OK) == 0 }

    private var part: Part {
        let program = isBuilt ? tool.program(product) : command[0]
        return Part(
            name: product.rawValue, role: Self.role(of: command) ?? .gateway, command: [program] + command.dropFirst())
    }

    private func restart() async {
        await supervisor.stop(grace: grace) { _ in true }
        do throws(CommandError) {
            try await supervisor.start([part])
        } catch {
            if !isEnding { console.complain(error.message) }
        }
    }

    private func interrupted() {
        if isEnding { return supervisor.assumeIsolated { $0.kill() } }
        Task { await end(.success(())) }
    }

    private func end(_ result: Result<Void, CommandError>) async {
        guard !isEnding else { return }
        isEnding = true
        await supervisor.close(stateless: grace)
        ProcessTree.killDescendants()
        ending?.resume(returning: result)
        ending = nil
    }
}
