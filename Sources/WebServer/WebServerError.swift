/// Why a server could not be started.
public struct WebServerError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure. An open set: compare, do not switch exhaustively.
    public struct Code: Hashable, Sendable {
        let name: String

        /// Someone else listens on the port.
        public static func addressInUse(_ port: UInt16) -> Code { Code(name: "address in use: \(port)") }
        /// The host is no address of this machine, or no name that can be resolved.
        public static let badAddress = Code(name: "bad address")
        /// The port needs a privilege that the process does not have.
        public static let notPermitted = Code(name: "not permitted")
        /// libwebsockets or the system refused; the message says what.
        public static let system = Code(name: "system")
        /// A path given for static files is not there.
        public static let noSuchFile = Code(name: "no such file")
    }

    public let code: Code
    /// What happened, in words a person understands.
    public let message: String
    /// `errno` where the system gave one, else 0.
    public let errorNumber: Int32

    init(_ code: Code, _ message: String, errorNumber: Int32 = 0) {
        self.code = code
        self.message = message
        self.errorNumber = errorNumber
    }

    public var description: String { message }
}
