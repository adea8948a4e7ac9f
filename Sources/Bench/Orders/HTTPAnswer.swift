import Glibc

/// The little that a load has to know of an HTTP answer (RFC 9112): its status, and where it ends.
enum HTTPAnswer {
    /// - Returns: nil where the header is not whole yet; `length` is that of header and body.
    static func parse(_ answer: [UInt8]) -> (status: Int, length: Int)? {
        answer.withUnsafeBufferPointer { bytes in
            guard bytes.count > 12, let end = find("\r\n\r\n", in: bytes, from: 0) else { return nil }
            let status = bytes[9..<12].reduce(0) { $0 * 10 + Int($1 & 0x0F) }
            var body = 0
            if let length = find("\r\nContent-Length: ", in: bytes, from: 0)
                ?? find("\r\ncontent-length: ", in: bytes, from: 0)
            {
                for byte in bytes[(length + 18)...] {
                    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { break }
                    body = body * 10 + Int(byte & 0x0F)
                }
            }
            return (status, end + 4 + body)
        }
    }

    private static func find(_ text: StaticString, in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard let base = bytes.baseAddress,
            let found = memmem(base + start, bytes.count - start, text.utf8Start, text.utf8CodeUnitCount)
        else { return nil }
        return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }
}
