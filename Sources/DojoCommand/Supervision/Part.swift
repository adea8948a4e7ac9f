/// One process of the system: how to start it, and how to know that it is ready.
struct Part: Sendable, Equatable {
    /// What to do when it ends by itself.
    enum Restart: Sendable {
        /// Start it again, after a ``RestartDelay``.
        case always
        /// What it held is lost with it: whoever started it decides.
        case never
    }

    /// What it does in the system.
    enum Role: Hashable, Sendable {
        case broker, redis, gateway
        case service(String)

        /// Those that hold no state: they are stopped first and may be restarted at any time.
        var isStateless: Bool { self != .broker && self != .redis }
    }

    /// The instance's name: `notification-1`.
    var name: String
    var role: Role
    /// Program and arguments.
    var command: [String]
    /// Over what every part is given.
    var environment: [String: String] = [:]
    /// Asked until it is answered. Nil: it is ready as soon as it runs.
    var readiness: SocketProbe.Question?
    var restart = Restart.always
    /// Its standard output, and what it complains of before it is ready, are shown only when it ends by itself.
    var hidesOutput = false
    /// Where it answers `/ready`, for `dojo doctor`.
    var healthPort: Int?
    /// What to show beside its name when it is ready.
    var note: String?
}
