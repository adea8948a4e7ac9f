import Glibc

/// Reads one client's stream of WebSocket frames (RFC 6455, 5.2), as it comes, and finds the stamps in it.
///
/// Records of one frame have nearly the same length, so the next stamp is looked for where it should be, and searched
/// only where it is not: what a bench measures is not to be its own client.
struct FrameScan {
    /// Bytes of the current frame's payload that are still to come.
    private var left = 0
    private var isEvents = false
    /// Bytes since the last stamp of this frame ended; -1 before its first.
    private var since = -1
    /// From one stamp's end to the next marker, as it was last.
    private var gap = -1
    private(set) var sequence = SequenceCheck()

    /// What else a server says.
    enum Message { case subscribed, gap, error, ping, close, unreadable, other }

    /// A record may be this much shorter than the one before it.
    private static let slack = 64

    /// Looks at what has come.
    ///
    /// - Parameters:
    ///   - inflate: what a compressed message stands for; nil where it cannot be read.
    ///   - onStamp: called with each record's stamp.
    ///   - onMessage: called with each message that is not of records, and its payload.
    /// - Returns: bytes that are done with; the rest is to be given again, before what comes next.
    mutating func take(
        _ bytes: UnsafeBufferPointer<UInt8>, inflate: (UnsafeBufferPointer<UInt8>) -> [UInt8]? = { _ in nil },
        onStamp: (Stamp) -> Void, onMessage: (Message, UnsafeBufferPointer<UInt8>) -> Void
    ) -> Int {
        var position = 0
        while position < bytes.count {
            if left == 0 {
                let rest = UnsafeBufferPointer(rebasing: bytes[position...])
                guard let used = begin(rest, inflate, onStamp, onMessage) else { break }
                position += used
                continue
            }
            let there = min(bytes.count - position, left)
            let (used, isStuck) = scan(UnsafeBufferPointer(rebasing: bytes[position..<position + there]), onStamp)
            position += used
            left -= used
            if isStuck { break }
        }
        return position
    }

    /// Reads a frame's header and, of what is not records as they are, all of it.
    ///
    /// - Returns: bytes read; nil where more must come first.
    private mutating func begin(
        _ bytes: UnsafeBufferPointer<UInt8>, _ inflate: (UnsafeBufferPointer<UInt8>) -> [UInt8]?,
        _ onStamp: (Stamp) -> Void, _ onMessage: (Message, UnsafeBufferPointer<UInt8>) -> Void
    ) -> Int? {
        guard let (header, payload) = Self.header(bytes) else { return nil }
        let opcode = bytes[0] & 0x0F
        let isCompressed = bytes[0] & 0x40 != 0
        if opcode == 1, !isCompressed {
            guard bytes.count >= header + min(payload, Self.events.count) else { return nil }
            if payload > Self.events.count, memcmp(bytes.baseAddress! + header, Self.events, Self.events.count) == 0 {
                (left, since) = (payload, -1)
                return header
            }
        }
        guard bytes.count >= header + payload else { return nil }
        let body = UnsafeBufferPointer(rebasing: bytes[header..<header + payload])
        guard !isCompressed else {
            if let message = inflate(body) {
                message.withUnsafeBufferPointer { scanMessage($0, onStamp, onMessage) }
            } else {
                onMessage(.unreadable, body)
            }
            return header + payload
        }
        switch opcode {
        case 8: onMessage(.close, body)
        case 9: onMessage(.ping, body)
        case 1: onMessage(Self.kind(body), body)
        default: onMessage(.other, body)
        }
        return header + payload
    }

    /// A message that is there as a whole.
    private mutating func scanMessage(
        _ message: UnsafeBufferPointer<UInt8>, _ onStamp: (Stamp) -> Void,
        _ onMessage: (Message, UnsafeBufferPointer<UInt8>) -> Void
    ) {
        guard message.starts(with: Self.events) else { return onMessage(Self.kind(message), message) }
        (left, since) = (message.count, -1)
        while left > 0 {
            let rest = UnsafeBufferPointer(rebasing: message[(message.count - left)...])
            let (used, isStuck) = scan(rest, onStamp)
            left = isStuck ? 0 : left - used
        }
    }

    /// The lengths of a server's frame: header and payload.
    private static func header(_ bytes: UnsafeBufferPointer<UInt8>) -> (header: Int, payload: Int)? {
        guard bytes.count >= 2 else { return nil }
        switch bytes[1] & 0x7F {
        case 126:
            guard bytes.count >= 4 else { return nil }
            return (4, Int(bytes[2]) << 8 | Int(bytes[3]))
        case 127:
            guard bytes.count >= 10 else { return nil }
            return (10, bytes[2..<10].reduce(0) { $0 << 8 | Int($1) })
        case let short: return (2, Int(short))
        }
    }

    /// Finds the next stamp in what has come of a frame.
    private mutating func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, _ onStamp: (Stamp) -> Void
    ) -> (used: Int, isStuck: Bool) {
        let expected = since >= 0 && gap >= 0 ? gap - since : -1
        // Nothing can be before it.
        if expected > Self.slack { return (skip(min(expected - Self.slack, bytes.count)), false) }
        guard let marker = find(bytes, expected) else {
            if bytes.count == left { return (bytes.count, false) }
            // It may have begun in the last bytes.
            let skipped = max(0, bytes.count - Stamp.length)
            return (skip(skipped), skipped == 0)
        }
        guard marker + Stamp.length <= bytes.count else { return (skip(marker), marker == 0) }
        let stamp = Stamp(at: bytes.baseAddress! + marker)
        sequence.take(stamp.number)
        onStamp(stamp)
        if since >= 0 { gap = since + marker }
        since = 0
        return (marker + Stamp.length, false)
    }

    private mutating func skip(_ count: Int) -> Int {
        if since >= 0 { since += count }
        return count
    }

    /// Where the next marker begins.
    private func find(_ bytes: UnsafeBufferPointer<UInt8>, _ expected: Int) -> Int? {
        if expected >= 0, expected + Stamp.marker.count <= bytes.count, Stamp.isMarker(bytes.baseAddress! + expected) {
            return expected
        }
        guard let found = memmem(bytes.baseAddress!, bytes.count, Stamp.marker, Stamp.marker.count) else { return nil }
        return UnsafeRawPointer(bytes.baseAddress!).distance(to: UnsafeRawPointer(found))
    }

    private static let events = Array(#"{"type":"events""#.utf8)

    private static func kind(_ body: UnsafeBufferPointer<UInt8>) -> Message {
        func begins(_ text: String) -> Bool { body.starts(with: text.utf8) }
        if begins(#"{"type":"subscribed""#) { return .subscribed }
        if begins(#"{"type":"gap""#) { return .gap }
        if begins(#"{"type":"error""#) { return .error }
        return .other
    }
}
