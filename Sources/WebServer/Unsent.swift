/// What a socket has not taken yet of what was written to it: the rest of a frame that others are sent, too, then bytes
/// that are the connection's own. Made when a socket is full, and gone when all is sent.
final class Unsent {
    private var frame: SharedFrame?
    /// Bytes of the frame that are sent.
    private var sent = 0
    private(set) var own: [UInt8] = []

    init(_ frame: SharedFrame, sent: Int) { (self.frame, self.sent) = (frame, sent) }

    init(_ own: [UInt8]) { self.own = own }

    func append(_ bytes: UnsafeRawBufferPointer) { own.append(contentsOf: bytes) }

    /// Has `send` send what is left, in order, until it takes less than it is given.
    ///
    /// - Parameter send: answers how much it took; nil where the connection is lost.
    /// - Returns: whether all is sent; nil where the connection is lost.
    func drain(_ send: (UnsafeRawBufferPointer) -> Int?) -> Bool? {
        if let frame {
            let rest = UnsafeRawBufferPointer(rebasing: frame.bytes[sent...])
            guard let taken = send(rest) else { return nil }
            sent += taken
            guard taken == rest.count else { return false }
            (self.frame, sent) = (nil, 0)
        }
        guard !own.isEmpty else { return true }
        guard let taken = own.withUnsafeBytes({ send($0) }) else { return nil }
        own.removeFirst(taken)
        return own.isEmpty
    }
}
