import Access
import Foundation
import Gateway
import TestSupport
import Testing

/// Tokens of the tests' own, and gateways that take them.
enum TestTokens {
    static let secret = Array("the secret of the tests, 32 bytes".utf8)

    static func make(
        _ role: Role, subject: String = "ann", lasting seconds: Int64 = 60, secret: [UInt8] = secret
    ) throws -> String {
        let now = Int64(Date().timeIntervalSince1970)
        return try TokenIssuer(secret: secret).sign(Token(subject: subject, role: role, expires: now + seconds))
    }
}

extension TestTokens {
    /// A file with the secret, as a gateway is told of it; it stays until the machine tidies up.
    static func file() throws -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "dojo-test-\(UUID().uuidString).secret").path
        try Data(secret).write(to: URL(fileURLWithPath: path))
        return path
    }
}

extension GatewayStage {
    /// Starts a gateway that asks everybody for a token.
    func startGuarded(
        _ id: String = "gateway-1", waitUntilReady: Bool = true, _ change: (inout GatewayOptions) -> Void = { _ in }
    ) async throws -> TestGateway {
        let key = try SigningKey(secret: TestTokens.secret)
        return try await start(id, waitUntilReady: waitUntilReady) {
            $0.access.keys = [key]
            change(&$0)
        }
    }
}

extension TestGateway {
    /// A WebSocket, whatever becomes of it.
    func socket(
        _ headers: [(String, String)] = [], host: String = "localhost", subprotocol: String? = "dojo.v1"
    ) throws -> TestWebSocket {
        try TestWebSocket(
            port: port, host: host, subprotocol: subprotocol, headers: headers, patience: Self.patience)
    }

    func request(host: String, _ method: String, _ path: String, _ body: String? = nil) throws -> TestClient.Response {
        try TestClient(port: port, patience: Self.patience).request(method, path, host: host, body: body)
    }

    /// Exchanges a token for a cookie, as the header to send.
    func cookie(for token: String) throws -> [String: String] {
        let answer = try request("POST", "/api/session", #"{"token":"\#(token)"}"#)
        #expect(answer.status == 200)
        let cookie = try #require(answer.headers["set-cookie"])
        #expect(cookie.hasSuffix("; HttpOnly; SameSite=Strict"))
        return ["Cookie": String(cookie.prefix { $0 != ";" })]
    }
}

extension TestWebSocket {
    /// The next message, or what closed it.
    func next() throws -> String {
        while true {
            let frame = try receive()
            switch frame.opcode {
            case 1: return frame.text
            case 8: return "closed \(frame.code) \(frame.reason)"
            default: continue
            }
        }
    }

    /// Reads up to a message that contains this.
    func next(with part: String) throws -> String {
        while true {
            let message = try next()
            if message.contains(part) { return message }
            if message.hasPrefix("closed ") { throw Unexpected(message) }
        }
    }
}
