import Foundation
import OrderEvents

/// Answers a WebSocket handshake (RFC 6455, 4.2.2).
enum RawHandshake {
    static func answer(to request: String) -> [UInt8] {
        let key = request.split(whereSeparator: \.isNewline).first { $0.hasPrefix("Sec-WebSocket-Key: ") }?.dropFirst(
            19)
        let digest = SHA1.digest(Array(((key ?? "") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
        return Array(
            ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Protocol: dojo.v1\r\nSec-WebSocket-Accept: \(Data(digest).base64EncodedString())\r\n\r\n")
                .utf8)
    }
}
