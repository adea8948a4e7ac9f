import Fanout
import Foundation
import JSONText
import OrderEvents

/// What a client says over its WebSocket: one JSON object a message (DESIGN of the protocol: `docs/protocol.md`).
enum ClientMessage {
    case hello(id: String?, name: String)
    case ping(id: String?)
    case auth(id: String?, token: String)
    case subscribe(Subscribe)
    case unsubscribe(id: String?, channels: [String])
    case command(Command)
    case history(History)
    case publish(Publish)

    struct Subscribe {
        var id: String?
        var channels: [String]
        var from: StartingPoint
        /// A cursor of its own for some channels.
        var positions: [String: StartingPoint]
        /// Which records.
        var filter = RecordFilter()
        /// Rather the newest of each key than everything late.
        var conflates = false
    }

    struct History {
        var id: String?
        var channel: String
        var query: HistoryQuery
    }

    struct Publish {
        var id: String?
        var channel: String
        var record: PublishedRecord
        var idempotencyKey: String?
    }

    struct Command {
        var id: String?
        var name: String
        /// One JSON object, as it was written.
        var data: [UInt8]?
        var idempotencyKey: String?
    }

    /// Keys in one filter, and conditions: more would rather be another channel.
    static let (mostKeys, mostConditions) = (1000, 10)

    /// The `id` of any message, whatever else is wrong with it.
    static func id(in json: [UInt8]) -> String? { (try? JSONDecoder().decode(Identified.self, from: Data(json)))?.id }

    /// - Throws: what to answer; `id` goes with it where the message had one.
    init(json: [UInt8]) throws(Refusal) {
        // Foundation's decoder lets more through than is JSON.
        guard JSONText.isValid(json) else {
            throw Refusal(code: "message.malformed", message: "a message is one JSON object")
        }
        let wire: Wire
        do {
            wire = try JSONDecoder().decode(Wire.self, from: Data(json))
        } catch {
            throw Refusal(error, json: json)
        }
        switch wire.type {
        case "hello":
            let name: String
            do throws(WrittenText.Problem) {
                name = try WrittenText.read(wire.name ?? "", length: 1...50)
            } catch {
                throw Refusal(id: wire.id, code: "message.invalid", message: "name \(error.message)")
            }
            self = .hello(id: wire.id, name: name)
        case "ping": self = .ping(id: wire.id)
        case "auth":
            guard let token = wire.token else {
                throw Refusal(id: wire.id, code: "message.invalid", message: "token is missing")
            }
            self = .auth(id: wire.id, token: token)
        case "subscribe":
            self = .subscribe(
                Subscribe(
                    id: wire.id, channels: try wire.someChannels(), from: try wire.from.map(wire.point) ?? .latest,
                    positions: try wire.cursors(), filter: try wire.filter(), conflates: wire.conflate ?? false))
        case "unsubscribe": self = .unsubscribe(id: wire.id, channels: try wire.someChannels())
        case "publish": self = .publish(try wire.publishRequest(json))
        case "history": self = .history(try wire.historyRequest())
        case "command":
            guard let name = wire.name else {
                throw Refusal(id: wire.id, code: "message.invalid", message: "a command needs a name")
            }
            let data = try Self.data(of: json, id: wire.id)
            self = .command(Command(id: wire.id, name: name, data: data, idempotencyKey: wire.idempotencyKey))
        default:
            throw Refusal(
                id: wire.id, code: "message.unknown", message: "there is no message of type \(wire.type.prefix(40))")
        }
    }

    /// What a command is about, which only its handler understands; nil where there is nothing.
    private static func data(of json: [UInt8], id: String?) throws(Refusal) -> [UInt8]? {
        guard let range = JSONObjectScanner.value(of: "data", in: json.span) else { return nil }
        switch json[range.lowerBound] {
        case UInt8(ascii: "{"): return Array(json[range])
        case UInt8(ascii: "n"): return nil
        default: throw Refusal(id: id, code: "message.invalid", message: "data has the wrong type")
        }
    }

    /// Why a message was not understood.
    struct Refusal: Error {
        var id: String?
        var code: String
        var message: String
    }
}

/// A message as it stands on the wire; which fields matter depends on its type.
private struct Wire: Decodable {
    var type: String
    var id: String?
    var name: String?
    var token: String?
    var channels: [String]?
    var from: PlaceText?
    var positions: [String: PlaceText]?
    var channel: String?
    var partition: Int32?
    var limit: Int?
    var keys: [String]?
    var `where`: [String: JSONScalar]?
    var conflate: Bool?
    var idempotencyKey: String?

    func someChannels() throws(ClientMessage.Refusal) -> [String] {
        guard let channels, !channels.isEmpty else {
            throw ClientMessage.Refusal(id: id, code: "message.invalid", message: "channels names at least one channel")
        }
        return channels
    }

    func cursors() throws(ClientMessage.Refusal) -> [String: StartingPoint] {
        var points: [String: StartingPoint] = [:]
        for (channel, place) in positions ?? [:] { points[channel] = try point(place) }
        return points
    }

    /// Where a subscription begins: an offset is not enough for a channel of several partitions.
    func point(_ place: PlaceText) throws(ClientMessage.Refusal) -> StartingPoint {
        guard case .point(let point) = place else {
            throw ClientMessage.Refusal(
                id: id, code: "message.invalid", message: "from: an offset is only for history of one partition")
        }
        return point
    }

    /// `history`: from, where nobody says, the newest records on.
    func historyRequest() throws(ClientMessage.Refusal) -> ClientMessage.History {
        guard let channel else {
            throw ClientMessage.Refusal(id: id, code: "message.invalid", message: "channel is missing")
        }
        let filter = try filter()
        do throws(InvalidQuery) {
            let query = try HistoryQuery(partition: partition, from: from, limit: limit, filter: filter)
            return ClientMessage.History(id: id, channel: channel, query: query)
        } catch {
            throw ClientMessage.Refusal(id: id, code: "message.invalid", message: error.message)
        }
    }

    func publishRequest(_ json: [UInt8]) throws(ClientMessage.Refusal) -> ClientMessage.Publish {
        guard let channel else {
            throw ClientMessage.Refusal(id: id, code: "message.invalid", message: "channel is missing")
        }
        do throws(InvalidRecord) {
            let record = try PublishedRecord(json: json)
            return ClientMessage.Publish(id: id, channel: channel, record: record, idempotencyKey: idempotencyKey)
        } catch {
            throw ClientMessage.Refusal(id: id, code: Problem(error).code, message: error.message)
        }
    }

    func filter() throws(ClientMessage.Refusal) -> RecordFilter {
        do throws(InvalidFilter) {
            return try RecordFilter(keys: keys, where: self.where ?? [:])
        } catch {
            throw ClientMessage.Refusal(id: id, code: "message.invalid", message: error.message)
        }
    }
}

extension ClientMessage.Refusal {
    /// What is wrong with a message that could not be read, and its `id` all the same where it has one.
    fileprivate init(_ error: any Error, json: [UInt8]) {
        guard let identified = try? JSONDecoder().decode(Identified.self, from: Data(json)) else {
            self.init(code: "message.malformed", message: "a message is one JSON object")
            return
        }
        func path(_ context: DecodingError.Context) -> String {
            context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        let message =
            switch error as? DecodingError {
            case .keyNotFound(let key, _): "\(key.stringValue) is missing"
            case .typeMismatch(_, let context), .valueNotFound(_, let context):
                "\(path(context)) has the wrong type"
            case .dataCorrupted(let context): "\(path(context)): \(context.debugDescription)"
            default: "the message cannot be read"
            }
        self.init(id: identified.id, code: "message.invalid", message: message)
    }
}

/// Any JSON object, for its `id`.
private struct Identified: Decodable {
    let id: String?

    private enum Key: String, CodingKey { case id }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        id = try? fields.decode(String.self, forKey: .id)
    }
}
