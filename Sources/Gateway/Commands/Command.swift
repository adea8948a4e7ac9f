import Access

/// One thing that can be asked of a gateway: over HTTP, where it has a route, and over a WebSocket by its name.
///
/// Both ways have the same rights, the same input and the same answer. What belongs together is a type of its own with what
/// it needs and a list of its commands (``SettingsCommands`` is the smallest); `Gateway+Commands.swift` puts the lists
/// together.
struct Command: Sendable {
    typealias Handler =
        nonisolated(nonsending) @Sendable (CommandInput, CommandContext) async throws(Problem) -> [UInt8]

    typealias Deed =
        nonisolated(nonsending) @Sendable (CommandInput, CommandContext) async throws(Problem) -> Act

    /// `order.create`: what it is about, and what is done.
    let name: String
    /// Nil where it is for WebSockets only, or has a route of its own in ``Route``.
    let route: CommandRoute?
    let permission: Permission
    /// Runs on the shard that was asked. What it returns is one JSON value, or nothing at all: over HTTP 204 then, and
    /// `{}` over a WebSocket.
    let run: Handler

    /// One that looks, or changes what belongs to whoever asks.
    init(_ name: String, _ route: CommandRoute?, _ permission: Permission, run: @escaping Handler) {
        self.name = name
        self.route = route
        self.permission = permission
        self.run = run
        assert(
            permission != .direct || route?.method == "GET", "what directs the system is written down: \(name)")
    }

    /// One that changes the system for everybody: what it does is written down.
    init(
        _ name: String, _ route: CommandRoute?, _ permission: Permission, in diary: LabDiary, run: @escaping Deed
    ) {
        self.name = name
        self.route = route
        self.permission = permission
        self.run = { input, context throws(Problem) in try await diary.carryOut(try await run(input, context)) }
    }
}
