/// A WebSocket client that can also do everything wrong.
public final class TestWebSocket {
    public let client: TestClient
    public private(set) var response = TestClient.Response()

    public struct Frame: Equatable {
        public var opcode: UInt8
        public var isFinal = true
        public var payload: [UInt8]

        public init(opcode: UInt8, isFinal: Bool = true, payload: [UInt8]) {
            self.opcode = opcode
            self.isFinal = isFinal
            self.payload = payload
        }

        public var text: String { String(decoding: payload, as: UTF8.self) }
        /// Of a close frame.
        public var code: UInt16 { payload.count < 2 ? 1005 : UInt16(payload[0]) << 8 | UInt16(payload[1]) }
        public var reason: String { String(decoding: payload.dropFirst(2), as: UTF8.self) }
    }

    /// Connects and shakes hands; `response` tells how that went.
    public init(
        port: UInt16, path: String = "/ws", host: String = "localhost", subprotocol: String? = nil, headers: [(String, String)] = [],
        receiveBuffer: Int32? = nil, patience: Int = 5
    ) throws {
        client = try TestClient(port: port, receiveBuffer: receiveBuffer, patience: patience)
        var fields = Self.handshake
        if let subprotocol { fields.append(("Sec-WebSocket-Protocol", subprotocol)) }
        response = try client.request("GET", path, host: host, headers: fields + headers)
    }

    public static let handshake = [
        ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ]

    public func send(_ text: String) throws { try send(opcode: 1, Array(text.utf8)) }

    public func send(opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, isMasked: Bool = true) throws {
        try client.send(Self.encode(opcode: opcode, payload, isFinal: isFinal, isMasked: isMasked))
    }

    public static func encode(
        opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, isMasked: Bool = true
    ) -> [UInt8] {
        var bytes: [UInt8] = [opcode | (isFinal ? 0x80 : 0)]
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case ..<126: bytes.append(mask | UInt8(payload.count))
        case ..<65536: bytes += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
        default: bytes += [mask | 127] + (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
        }
        guard isMasked else { return bytes + payload }
        let key: [UInt8] = [0x12, 0x34, 0x56, 0x78]
        return bytes + key + payload.enumerated().map { $1 ^ key[$0 & 3] }
    }

    public func receive() throws -> Frame {
        let head = try client.read(2)
        var length = Int(head[1] & 0x7F)
        if length >= 126 {
            length = try client.read(length == 126 ? 2 : 8).reduce(0) { $0 << 8 | Int($1) }
        }
        return Frame(opcode: head[0] & 15, isFinal: head[0] & 0x80 != 0, payload: try client.read(length))
    }

    /// Reads up to the server's close frame.
    public func receiveClose() throws -> Frame {
        while true {
            let frame = try receive()
            if frame.opcode == 8 { return frame }
        }
    }
}
