/// Why a command has no answer, or what Redis answered instead of one.
public struct RedisError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is. More may be added: compare with the known ones, do not switch over all.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        public let description: String

        /// There is no connection, or it broke while the command was in flight. A command that was in flight **may
        /// have been executed**: repeat only what may be done twice.
        public static let connection = Code(description: "connection")
        /// No answer within the deadline. The command may have been executed, or may still be.
        public static let timedOut = Code(description: "timedOut")
        /// Redis answered with an error; ``RedisError/serverCode`` is its first word.
        public static let server = Code(description: "server")
        /// `EVALSHA` of a script that this Redis does not know (any more).
        public static let noScript = Code(description: "noScript")
        /// Redis is full and, under `noeviction`, refused to write. A script may have done a part of its writes before.
        public static let outOfMemory = Code(description: "outOfMemory")
        /// The connection was closed by its owner.
        public static let closed = Code(description: "closed")
        /// An option, a URL or a script file is not usable.
        public static let configuration = Code(description: "configuration")
    }

    public let code: Code
    /// A sentence for people; for what Redis answered, its own words.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// What Redis answered. Its first word is a code by convention (<https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors>).
    init(reply text: String) {
        // Before Redis 7 an error inside of a script is wrapped, so the first word alone is not enough.
        if text.hasPrefix("NOSCRIPT") {
            self.init(.noScript, text)
        } else if text.hasPrefix("OOM ") || text.contains("OOM command not allowed") {
            self.init(.outOfMemory, text)
        } else {
            self.init(.server, text)
        }
    }

    /// The first word of what Redis answered, such as `WRONGTYPE` or `LOADING`.
    public var serverCode: Substring { message.prefix { $0 != " " } }

    public var description: String { "\(code): \(message)" }
}
