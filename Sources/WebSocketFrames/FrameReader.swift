/// Reads the frames of a client (RFC 6455 §5), however the bytes come in pieces, and puts messages together.
///
/// Strict, because a proxy on the way may read the same bytes: what the RFC says a client must not send ends the
/// connection. A text that is no UTF-8 is noticed at its first wrong byte, not at its end.
public struct FrameReader {
    /// Longest message in bytes, over all its fragments, and inflated.
    private let messageLimit: Int
    /// Whether messages may be compressed (RFC 7692).
    private let allowsCompression: Bool

    // The head of a frame, as far as it has come.
    private var head = InlineArray<14, UInt8>(repeating: 0)
    private var headCount: UInt8 = 0
    private var headSize: UInt8 = 2

    // The frame whose payload is being read.
    private var opcode = Opcode.continuation
    private var isFinal = false
    private var remaining = 0
    private var maskOffset = 0
    private var payload: [UInt8] = []

    // The message under way.
    private var message: [UInt8] = []
    private var messageOpcode: Opcode?
    private var isCompressed = false
    private var utf8 = UTF8Checker()

    private var isOver = false

    /// - Parameter allowsCompression: messages may have the bit RSV1 set. They are handed out as they came, after
    ///   `inflate`, which answers nil for what cannot be inflated to at most `limit` bytes.
    public init(messageLimit: Int, allowsCompression: Bool = false) {
        self.messageLimit = messageLimit
        self.allowsCompression = allowsCompression
    }

    /// Takes the bytes from `position` on up to the next event.
    ///
    /// - Parameters:
    ///   - position: where to go on in `bytes`; moved.
    ///   - inflate: for a compressed message, the bytes it stands for.
    /// - Returns: nil when all bytes are taken and nothing is complete.
    public mutating func next(
        _ bytes: Span<UInt8>, from position: inout Int,
        inflate: ([UInt8], _ limit: Int) -> Inflated = { _, _ in .malformed }
    ) -> FrameEvent? {
        while !isOver {
            if headCount < headSize {
                guard position < bytes.count else { return nil }
                head[Int(headCount)] = bytes[position]
                headCount += 1
                position += 1
                if headCount == 2 {
                    if let violation = checkStart() { return fail(violation) }
                } else if headCount == headSize, let violation = checkLength() {
                    return fail(violation)
                }
                guard headCount == headSize else { continue }
            }
            if remaining > 0 {
                guard position < bytes.count else { return nil }
                if let violation = take(bytes, from: &position) { return fail(violation) }
                guard remaining == 0 else { return nil }
            }
            (headCount, headSize) = (0, 2)
            if let event = frameEnded(inflate) { return event }
        }
        position = bytes.count
        return nil
    }

    // MARK: The head

    /// Its first two bytes are there.
    private mutating func checkStart() -> Violation? {
        guard let opcode = Opcode(rawValue: head[0] & 0x0F) else { return .malformed("reserved opcode") }  // §5.2
        let length = head[1] & 0x7F
        isFinal = head[0] & 0x80 != 0
        let reserved = head[0] & 0x70
        let mayBeCompressed = allowsCompression && (opcode == .text || opcode == .binary)
        guard reserved == 0 || (reserved == 0x40 && mayBeCompressed) else { return .malformed("reserved bit") }
        guard head[1] & 0x80 != 0 else { return .malformed("frame without a mask") }  // §5.1
        if opcode.isControl {
            guard isFinal else { return .malformed("fragmented control frame") }  // §5.5
            guard length < 126 else { return .malformed("control frame longer than 125 bytes") }
        } else if opcode == .continuation {
            guard messageOpcode != nil else { return .malformed("continuation of nothing") }  // §5.4
        } else {
            guard messageOpcode == nil else { return .malformed("new message within another") }
            messageOpcode = opcode
            isCompressed = reserved != 0
            utf8 = UTF8Checker()
        }
        self.opcode = opcode
        headSize = 6 + (length == 126 ? 2 : length == 127 ? 8 : 0)
        return nil
    }

    /// All of it is there.
    private mutating func checkLength() -> Violation? {
        let short = Int(head[1] & 0x7F)
        remaining = short
        if short >= 126 {
            var length: UInt64 = 0
            for place in 2..<Int(headSize) - 4 { length = length << 8 | UInt64(head[place]) }
            guard length >> 63 == 0 else { return .malformed("length of more than 63 bits") }
            guard length >= (short == 126 ? 126 : 65_536) else { return .malformed("length longer than needed") }
            remaining = Int(length)
        }
        maskOffset = 0
        if !opcode.isControl, remaining > messageLimit - message.count { return .tooLong(messageLimit) }
        return nil
    }

    // MARK: The payload

    private mutating func take(_ bytes: Span<UInt8>, from position: inout Int) -> Violation? {
        let end = min(bytes.count, position + remaining)
        let mask = Int(headSize) - 4
        let checks = messageOpcode == .text && !opcode.isControl && !isCompressed
        while position < end {
            let byte = bytes[position] ^ head[mask + maskOffset & 3]
            maskOffset = (maskOffset + 1) & 3
            position += 1
            remaining -= 1
            if opcode.isControl {
                payload.append(byte)
            } else {
                if checks, !utf8.accept(byte) { return .notUTF8 }
                message.append(byte)
            }
        }
        return nil
    }

    private mutating func frameEnded(_ inflate: ([UInt8], Int) -> Inflated) -> FrameEvent? {
        guard opcode.isControl else { return isFinal ? messageEnded(inflate) : nil }
        var complete: [UInt8] = []
        swap(&complete, &payload)
        switch opcode {
        case .ping: return .ping(complete)
        case .pong: return .pong
        default: return closeArrived(complete)
        }
    }

    private mutating func messageEnded(_ inflate: ([UInt8], Int) -> Inflated) -> FrameEvent? {
        var complete: [UInt8] = []
        swap(&complete, &message)
        let isText = messageOpcode == .text
        messageOpcode = nil
        if isCompressed {
            switch inflate(complete, messageLimit) {
            case .bytes(let bytes): complete = bytes
            case .tooLong: return fail(.tooLong(messageLimit))
            case .malformed: return fail(.notReadable)
            }
            utf8 = UTF8Checker()
            if isText { for byte in complete where !utf8.accept(byte) { return fail(.notUTF8) } }
        }
        if isText, !utf8.isComplete { return fail(.notUTF8) }
        return isText ? .text(complete) : .binary(complete)
    }

    /// §5.5.1, §7.1.5, §7.4.
    private mutating func closeArrived(_ payload: [UInt8]) -> FrameEvent {
        guard payload.count >= 2 else {
            guard payload.isEmpty else { return fail(.malformed("close code of one byte")) }
            isOver = true
            return .close(code: 1005, reason: "")
        }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        guard WireCloseCode.isValid(code) else { return fail(.malformed("close code \(code)")) }
        guard let reason = String(validating: payload[2...], as: UTF8.self) else { return fail(.notUTF8) }
        isOver = true
        return .close(code: code, reason: reason)
    }

    private mutating func fail(_ violation: Violation) -> FrameEvent {
        isOver = true
        (message, payload) = ([], [])
        return .violation(code: violation.code, reason: violation.reason)
    }
}

/// What became of a compressed message.
public enum Inflated: Sendable, Equatable {
    case bytes([UInt8])
    case tooLong
    case malformed
}

private struct Violation {
    let code: UInt16
    let reason: String

    static func malformed(_ reason: String) -> Violation { Violation(code: 1002, reason: reason) }
    /// RFC 7692 leaves the code open; §7.4.1 of RFC 6455 has this one for data that is not what its message says it is.
    static var notReadable: Violation { Violation(code: 1007, reason: "compressed data that cannot be read") }
    static var notUTF8: Violation { Violation(code: 1007, reason: "not UTF-8") }
    static func tooLong(_ limit: Int) -> Violation {
        Violation(code: 1009, reason: "message longer than \(limit) bytes")
    }
}
