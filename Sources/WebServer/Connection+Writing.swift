internal import CLibwebsockets
import Glibc

/// How bytes go out of a connection that libwebsockets has handed over.
///
/// Straight into the socket: what that does not take is kept here, a shared frame by reference, so that whoever reads
/// slowly costs no copies. Only where bytes have to be encrypted they go through libwebsockets.
extension Connection {
    /// Bytes of its own, such as answers to pings, that may wait for a client before nothing is read from it any more.
    private static let mostOwn = 16 * 1024

    /// Whether some of what was written is still to be sent.
    var hasUnsent: Bool { unsent != nil || wsi.map { lws_partial_buffered($0) != 0 } ?? false }

    /// Writes bytes; what the socket does not take is kept. Shuts the connection when that fails.
    func write(raw bytes: UnsafeMutablePointer<UInt8>, count: Int) -> Bool {
        guard !server.isEncrypted else { return writeEncrypted(bytes, count) }
        let bytes = UnsafeRawBufferPointer(start: bytes, count: count)
        if let unsent {
            unsent.append(bytes)
            guard unsent.own.count > Self.mostOwn else { return true }
            if isCorked { uncork() } else { pause(true) }
            return true
        }
        guard !isCorked else {
            unsent = Unsent(Array(bytes))
            return true
        }
        guard let taken = send(bytes) else { return false }
        if taken < count { keep(Unsent(Array(bytes[taken...]))) }
        return true
    }

    /// While libwebsockets holds some of what was written it does not read such a connection, and is woken over and
    /// over by what there is to read: so it is told not to look.
    private func writeEncrypted(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) -> Bool {
        guard let wsi, lws_write(wsi, bytes, count, LWS_WRITE_HTTP) >= 0 else {  // bytes as they are
            shut()
            return false
        }
        if lws_partial_buffered(wsi) != 0 { pause(true) }
        return true
    }

    /// Writes frames, as many as the socket takes; of one that it takes in part the rest is kept. Only while nothing else
    /// is, and never encrypted.
    ///
    /// - Returns: how many of them, the first ones, it took or keeps; nil, and the connection is shut, when it is lost.
    func write(shared frames: ArraySlice<SharedFrame>) -> Int? {
        guard var taken = frames.count == 1 ? send(frames[frames.startIndex].bytes) : send(frames) else { return nil }
        var begun = 0
        for frame in frames {
            guard taken > 0 else { break }
            begun += 1
            if taken < frame.bytes.count { keep(Unsent(frame, sent: taken)) }
            taken -= frame.bytes.count
        }
        return begun
    }

    /// Sends what is left.
    ///
    /// - Returns: whether that was all of it.
    func drain() -> Bool {
        guard let unsent else { return true }
        guard let isDone = unsent.drain({ send($0) }) else { return false }
        if isDone { self.unsent = nil } else if let wsi { lws_callback_on_writable(wsi) }
        return isDone
    }

    /// Sends what was kept because more was to come.
    func uncork() {
        isCorked = false
        _ = drain()
    }

    private func keep(_ unsent: Unsent) {
        self.unsent = unsent
        if let wsi { lws_callback_on_writable(wsi) }
    }

    // MARK: System calls

    private func send(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard let wsi else { return nil }
        return taken(Glibc.send(lws_get_socket_fd(wsi), bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)))
    }

    /// All of them in one call.
    private func send(_ frames: ArraySlice<SharedFrame>) -> Int? {
        guard let wsi else { return nil }
        return withUnsafeTemporaryAllocation(of: iovec.self, capacity: frames.count) { pieces in
            for (index, frame) in frames.enumerated() {
                let bytes = frame.bytes
                let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                pieces.initializeElement(at: index, to: iovec(iov_base: start, iov_len: bytes.count))
            }
            var message = msghdr()
            message.msg_iov = pieces.baseAddress
            message.msg_iovlen = frames.count
            return taken(sendmsg(lws_get_socket_fd(wsi), &message, Int32(MSG_NOSIGNAL)))
        }
    }

    /// What a call's result says: bytes that were taken; nil, and the connection is shut, when it is lost.
    private func taken(_ result: Int) -> Int? {
        if result >= 0 { return result }
        if errno == EAGAIN || errno == EINTR { return 0 }
        shut()
        return nil
    }
}
