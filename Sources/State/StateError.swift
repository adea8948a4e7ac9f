public import Redis

/// Why the state was not read or changed.
public struct StateError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure. An open set: compare, do not switch exhaustively.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        public let description: String

        /// Redis cannot be reached or does not answer. A change may have been made all the same.
        public static let unavailable = Code(description: "unavailable")
        /// Redis is full: nothing was changed.
        public static let storageFull = Code(description: "storageFull")
        public static let notFound = Code(description: "notFound")
        /// The caller saw another version than the one that is held.
        public static let versionConflict = Code(description: "versionConflict")
        /// The key was used with another request.
        public static let idempotencyMismatch = Code(description: "idempotencyMismatch")
        /// Too much is owed to Kafka.
        public static let outboxFull = Code(description: "outboxFull")
        /// A cursor that no listing gave out.
        public static let invalidCursor = Code(description: "invalidCursor")
        /// A setting was given a value that makes no sense.
        public static let invalidSetting = Code(description: "invalidSetting")
        /// A script is missing, or Redis holds what no script wrote.
        public static let corrupt = Code(description: "corrupt")
    }

    public let code: Code
    /// A sentence for people.
    public let message: String
    public let underlying: RedisError?

    public init(_ code: Code, _ message: String, underlying: RedisError? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    /// What a failed command means for the state.
    public init(_ error: RedisError) {
        let code: Code =
            switch error.code {
            case .outOfMemory: .storageFull
            case .connection, .timedOut, .closed: .unavailable
            // Loading its file after a start, a replica that was promoted away, no file or replica to write to: all pass.
            case .server where Self.passing.contains(String(error.serverCode)): .unavailable
            default: .corrupt
            }
        self.init(code, error.message, underlying: error)
    }

    private static let passing: Set = ["LOADING", "READONLY", "MASTERDOWN", "BUSY", "MISCONF", "NOREPLICAS"]

    public var description: String { "\(code): \(message)" }
}
