import EventLoop

extension EventLoop {
    /// The loop of a command.
    static func started(_ name: String) throws(CommandError) -> EventLoop {
        do { return try EventLoop(name: name) } catch { throw CommandError(.failure, error.description) }
    }
}
