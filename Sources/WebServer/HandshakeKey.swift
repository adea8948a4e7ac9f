internal import CLibwebsockets

/// `Sec-WebSocket-Accept`, the proof that a server has understood the request (RFC 6455 §4.2.2, number 5.4).
enum HandshakeKey {
    private static let suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// For a `Sec-WebSocket-Key`, as text.
    static func accept(_ key: String) -> String {
        let text = Array((key + suffix).utf8)
        var hash = [UInt8](repeating: 0, count: 20)
        lws_SHA1(text, text.count, &hash)
        var encoded = [CChar](repeating: 0, count: 32)
        hash.withUnsafeBytes { bytes in
            _ = lws_b64_encode_string(
                bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count), &encoded, Int32(encoded.count))
        }
        return String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
