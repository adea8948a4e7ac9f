/// What a peer has said, as ``FrameReader`` puts it together from its frames.
public enum FrameEvent: Sendable, Equatable {
    /// A text message, complete, and valid UTF-8.
    case text([UInt8])
    /// A binary message, complete.
    case binary([UInt8])
    /// To be answered by a pong with the same payload (RFC 6455 §5.5.3).
    case ping([UInt8])
    case pong
    /// The peer closes: code and reason, 1005 where it gave none (§7.1.5). Nothing comes after it.
    case close(code: UInt16, reason: String)
    /// The peer breaks the protocol: the connection is to be failed with this code (§7.1.7). Nothing comes after it.
    case violation(code: UInt16, reason: String)
}
