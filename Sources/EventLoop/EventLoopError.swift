/// Why an event loop could not do what was asked: the system refused a thread, a descriptor or a handle.
public struct EventLoopError: Error, Sendable, CustomStringConvertible {
    /// What was being done, in words a person understands.
    public let message: String
    /// libuv's own code (negative, `UV_E…`), or an `errno` negated.
    public let code: Int32

    init(_ message: String, code: Int32) {
        self.message = message
        self.code = code
    }

    public var description: String { "\(message) (\(code))" }
}
