internal import CLibwebsockets
internal import WebSocketFrames

/// Bytes to be written, with room before them for a frame's head, so that one frame can be built once and written to
/// many connections without a copy.
///
/// Reusable: ``removeAll()`` keeps the memory. To be used on one thread at a time.
public final class FrameBuffer {
    private static let headroom = Int(clws_pre)

    private var memory: UnsafeMutableRawPointer
    private var capacity: Int
    /// Number of bytes in it.
    public private(set) var count = 0
    /// How often bytes were taken out of it.
    private var emptied: UInt32 = 0

    /// Tells what is in a buffer now from what was in it before: bytes are only ever added to it, or taken out.
    struct Edition: Equatable {
        var emptied: UInt32 = 0
        var count = 0
    }

    var edition: Edition { Edition(emptied: emptied, count: count) }

    public init(capacity: Int = 4096) {
        self.capacity = max(capacity, 64)
        memory = .allocate(byteCount: Self.headroom + self.capacity, alignment: 16)
    }

    deinit { memory.deallocate() }

    public var isEmpty: Bool { count == 0 }

    /// Where the payload begins: `headroom` bytes before it may be overwritten.
    var payload: UnsafeMutablePointer<UInt8> {
        (memory + Self.headroom).assumingMemoryBound(to: UInt8.self)
    }

    /// Puts a head in front of the payload, in the room that is there for it.
    ///
    /// - Returns: where the frame begins, and its length.
    func withHead(_ head: FrameHeader) -> (start: UnsafeMutablePointer<UInt8>, count: Int) {
        let start = payload - head.count
        for place in 0..<head.count { start[place] = head.bytes[FrameHeader.mostBytes - head.count + place] }
        return (start, head.count + count)
    }

    /// Makes room for `more` bytes beyond those in it.
    public func reserve(_ more: Int) {
        guard count + more > capacity else { return }
        capacity = max(capacity * 2, count + more)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: Self.headroom + capacity, alignment: 16)
        (larger + Self.headroom).copyMemory(from: memory + Self.headroom, byteCount: count)
        memory.deallocate()
        memory = larger
    }

    /// Empties it and keeps its memory.
    public func removeAll() { truncate(to: 0) }

    /// Drops the bytes from `length` on.
    public func truncate(to length: Int) {
        count = min(count, max(0, length))
        emptied &+= 1
    }

    /// Replaces what is in it with what `body` writes into the room that it is lent.
    ///
    /// - Parameter body: answers how much it wrote; nil leaves the buffer empty.
    /// - Returns: whether it is filled.
    func fill(atMost room: Int, _ body: (UnsafeMutableBufferPointer<UInt8>) -> Int?) -> Bool {
        removeAll()
        reserve(room)
        guard let length = body(UnsafeMutableBufferPointer(start: payload, count: room)) else { return false }
        count = length
        return true
    }

    public func append(_ byte: UInt8) {
        reserve(1)
        payload[count] = byte
        count += 1
    }

    public func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append(raw: $0) }
    }

    public func append(contentsOf bytes: Span<UInt8>) {
        bytes.withUnsafeBytes { append(raw: $0) }
    }

    public func append(contentsOf bytes: RawSpan) {
        bytes.withUnsafeBytes { append(raw: $0) }
    }

    /// Appends the text's UTF-8.
    public func append(_ text: String) {
        var text = text
        text.withUTF8 { append(raw: UnsafeRawBufferPointer($0)) }
    }

    /// Appends the literal's UTF-8, without making a `String` of it.
    public func append(literal text: StaticString) {
        text.withUTF8Buffer { append(raw: UnsafeRawBufferPointer($0)) }
    }

    /// Appends `number` in decimal.
    public func append(number: some FixedWidthInteger) {
        if number < 0 { append(UInt8(ascii: "-")) }
        var rest = UInt64(number.magnitude)
        var digits = 1
        var scale: UInt64 = 1
        while rest / scale >= 10 {
            scale *= 10
            digits += 1
        }
        reserve(digits)
        for _ in 0..<digits {
            payload[count] = UInt8(ascii: "0") + UInt8(rest / scale)
            count += 1
            rest %= scale
            scale /= 10
        }
    }

    /// Lends the bytes for the duration of `body`.
    public func withBytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        body(UnsafeBufferPointer(start: payload, count: count).span)
    }

    func append(raw bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count)
        (memory + Self.headroom + count).copyMemory(from: base, byteCount: bytes.count)
        count += bytes.count
    }

    /// Appends a header's text; what could end the line becomes a space, so that no value can add a header.
    func append(headerText text: String) {
        let start = count
        append(text)
        for i in start..<count where payload[i] < 0x20 || payload[i] == 0x7F { payload[i] = UInt8(ascii: " ") }
    }
}
