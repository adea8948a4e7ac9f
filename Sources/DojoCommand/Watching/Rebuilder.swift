import EventLoop

/// Turns changed files into new programs and hands over what has to be restarted, one change after the other.
actor Rebuilder {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private let tool: BuildTool
    private let products: Set<ChangePlan.Product>
    private let supervisor: Supervisor
    private let console: Console
    private let concerns: @Sendable (ChangePlan) -> Bool
    private let apply: @Sendable (ChangePlan) async -> Void
    private var watch: FolderWatch?
    private var pending: Set<String> = []
    private var unbuilt: Set<String> = []
    private var isBusy = false

    /// - Parameters:
    ///   - products: Those that matter here.
    ///   - supervisor: Runs the compiler, so that it ends with everything else.
    ///   - concerns: Whether a change is any of our business.
    ///   - apply: Restarts what the plan says, all of whose products are built.
    init(
        loop: EventLoop, tool: BuildTool, products: Set<ChangePlan.Product> = Set(ChangePlan.Product.allCases),
        supervisor: Supervisor, console: Console,
        concerns: @escaping @Sendable (ChangePlan) -> Bool = { _ in true },
        apply: @escaping @Sendable (ChangePlan) async -> Void
    ) {
        self.loop = loop
        self.tool = tool
        self.products = products
        self.supervisor = supervisor
        self.console = console
        self.concerns = concerns
        self.apply = apply
    }

    /// From now on changes are acted on.
    func start() throws(CommandError) {
        let names = ["Sources", "redis", "web", "Package.swift"]
        watch = try FolderWatch(loop: loop, root: tool.package, names: names) { [weak self] paths in
            self?.assumeIsolated { $0.changed(paths) }
        }
    }

    private func changed(_ paths: Set<String>) {
        guard concerns(ChangePlan(paths: paths)) else { return }
        pending.formUnion(paths)
        guard !isBusy else { return }
        isBusy = true
        Task {
            await work()
            isBusy = false
        }
    }

    /// A change that could not be built stays: it is part of the next one, which may mend it.
    private func work() async {
        while !pending.isEmpty {
            let paths = pending.union(unbuilt)
            pending = []
            let plan = ChangePlan(paths: paths)
            guard !plan.isEmpty else { continue }
            for note in plan.notes.sorted() { console.say(note) }
            guard await build(plan.products.intersection(products), because: paths) else {
                unbuilt = paths
                continue
            }
            unbuilt = []
            await apply(plan)
        }
    }

    /// Builds products; what the compiler says is shown only when it fails.
    func build(_ products: Set<ChangePlan.Product>, because paths: Set<String> = []) async -> Bool {
        guard !products.isEmpty else { return true }
        let names = products.map(\.rawValue).sorted().joined(separator: " and ")
        console.say("\(paths.isEmpty ? "" : Self.summary(of: paths) + " changed: ")building \(names)")
        let begun = EventLoop.now
        do throws(CommandError) {
            let (status, lines) = try await supervisor.runOnce(tool.command(products))
            if status.isSuccess {
                console.say("built \(names) in \((EventLoop.now - begun).inSeconds)")
                return true
            }
            for line in lines { console.complain(line) }
            console.complain("\(names) cannot be built; what runs stays as it is")
        } catch {
            console.complain(error.message)
        }
        return false
    }

    private static func summary(of paths: Set<String>) -> String {
        let first = paths.sorted().prefix(2).joined(separator: ", ")
        return paths.count > 2 ? "\(first) and \(paths.count - 2) more" : first
    }
}
