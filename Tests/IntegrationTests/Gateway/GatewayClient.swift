import TestSupport

/// A WebSocket client that reads one message after another.
final class GatewayClient {
    let socket: TestWebSocket
    let welcome: Message

    struct Message: Sendable {
        let text: String
        let json: Value
        var type: String { json["type"] ?? "" }
        var events: [Event] { json.list("events").map(Event.init) }
    }

    struct Event: Sendable {
        let json: Value
        init(_ json: Value) { self.json = json }

        var partition: Int { json.int("partition") ?? -1 }
        var offset: Int { json.int("offset") ?? -1 }
        /// Of a numbered record.
        var number: Int { json.object("value").int("n") ?? -1 }
    }

    init(port: UInt16, receiveBuffer: Int32? = nil) throws {
        socket = try TestWebSocket(
            port: port, subprotocol: "dojo.v1", receiveBuffer: receiveBuffer, patience: TestGateway.patience)
        guard socket.response.status == 101 else { throw Unexpected("no upgrade: \(socket.response.status)") }
        welcome = try Self.next(socket)
        guard welcome.type == "welcome" else { throw Unexpected(welcome.text) }
    }

    func close() { socket.client.close() }

    func say(_ json: String) throws { try socket.send(json) }

    /// The next message, which has to be of this type where one is given.
    func hear(_ type: String? = nil) throws -> Message {
        let message = try Self.next(socket)
        guard type == nil || message.type == type else { throw Unexpected("not \(type ?? ""): \(message.text)") }
        return message
    }

    /// Hands over each message until the gateway closes.
    /// - Returns: the close frame.
    func hearToTheEnd(_ body: (Message) -> Void) throws -> TestWebSocket.Frame {
        while true {
            let frame = try socket.receive()
            if frame.opcode == 8 { return frame }
            if frame.opcode == 1 { body(Message(text: frame.text, json: Value(json: frame.payload))) }
        }
    }

    private static func next(_ socket: TestWebSocket) throws -> Message {
        while true {
            let frame = try socket.receive()
            switch frame.opcode {
            case 1: return Message(text: frame.text, json: Value(json: frame.payload))
            case 9: try socket.send(opcode: 10, frame.payload)
            case 8: throw Unexpected("closed with \(frame.code) \(frame.reason)")
            default: continue
            }
        }
    }

    // MARK: Subscriptions

    /// Subscribes to one channel.
    /// - Parameter from: as JSON.
    /// - Returns: the cursor that it begins at.
    @discardableResult
    func subscribe(_ channel: String, from: String = #""latest""#) throws -> String {
        try say(#"{"type":"subscribe","id":"s","channels":["\#(channel)"],"from":\#(from)}"#)
        return try hear("subscribed").json["cursor"] ?? ""
    }

    /// Reads `events` until there are this many.
    /// - Returns: them, and the cursor behind the last.
    func events(_ count: Int) throws -> (events: [Event], cursor: String) {
        var events: [Event] = []
        var cursor = ""
        while events.count < count {
            let message: Message
            do {
                message = try hear("events")
            } catch {
                throw Unexpected("\(error) after \(events.count) of \(count) events")
            }
            events += message.events
            cursor = message.json["cursor"] ?? ""
        }
        return (events, cursor)
    }

    /// Reads a whole snapshot.
    func snapshot() throws -> Snapshot {
        var snapshot = Snapshot()
        while true {
            let message = try hear("snapshot")
            snapshot.rows += message.json.list("data")
            snapshot.total = message.json.int("total") ?? -1
            snapshot.cursor = message.json["cursor"] ?? ""
            snapshot.deleted = message.json.list("deleted")
            if message.json.flag("last") == true { return snapshot }
        }
    }

    struct Snapshot {
        var rows: [Value] = []
        var deleted: [Value] = []
        var total = 0
        var cursor = ""
        var orders: [String] { rows.compactMap { $0.object("order")["id"] } }
    }

    // MARK: Commands

    /// Gives a command and takes the answer to it.
    /// - Parameter data: as JSON.
    func command(_ name: String, _ data: String, key: String? = nil) throws -> Message {
        let key = key.map { #","idempotencyKey":"\#($0)""# } ?? ""
        try say(#"{"type":"command","id":"c","name":"\#(name)","data":\#(data)\#(key)}"#)
        let message = try hear()
        guard message.json["id"] == "c", ["result", "error"].contains(message.type) else {
            throw Unexpected(message.text)
        }
        return message
    }
}
