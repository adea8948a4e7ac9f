import Foundation
import JSONText
import Kafka
import OrderEvents

/// A record as a client hands it in: over the WebSocket beside `type` and `channel`, over HTTP as the whole body.
struct PublishedRecord: Sendable {
    var key: [UInt8]?
    /// As it was sent, byte for byte; nil is a tombstone.
    var value: [UInt8]?
    var headers: [KafkaHeader]

    /// Headers in one record.
    static let mostHeaders = 50

    /// - Parameter json: one JSON object, known to be valid.
    init(json: [UInt8]) throws(InvalidRecord) {
        let wire: Wire
        do {
            wire = try JSONDecoder().decode(Wire.self, from: Data(json))
        } catch {
            throw InvalidRecord("key and encoding are texts, headers are texts or lists of texts")
        }
        key = wire.key.map { Array($0.utf8) }
        guard let range = JSONObjectScanner.value(of: "value", in: json.span) else {
            throw InvalidRecord("value is missing; null, together with a key, is a tombstone")
        }
        let raw = Array(json[range])
        if raw.elementsEqual("null".utf8) {
            guard key != nil else { throw InvalidRecord("a tombstone (value null) wants a key") }
        } else if let encoding = wire.encoding {
            guard encoding == "base64", let text = try? JSONDecoder().decode(String.self, from: Data(raw)),
                let bytes = Data(base64Encoded: text)
            else { throw InvalidRecord("encoding is base64, and value then a text in it") }
            value = Array(bytes)
        } else {
            value = raw
        }
        headers = try Self.headers(wire.headers ?? [:])
    }

    private static func headers(_ given: [String: HeaderText]) throws(InvalidRecord) -> [KafkaHeader] {
        var headers: [KafkaHeader] = []
        for (name, text) in given.sorted(by: { $0.key < $1.key }) {
            guard (1...128).contains(name.utf8.count) else {
                throw InvalidRecord("the name of a header is 1 to 128 bytes long")
            }
            guard !isReserved(name) else { throw InvalidRecord("header \(name) is set by the gateway alone") }
            headers += text.values.map { KafkaHeader(name: name, text: $0) }
        }
        guard headers.count <= mostHeaders else { throw InvalidRecord("more than \(mostHeaders) headers") }
        return headers
    }

    /// Whether a header decides what this system does with a record: those of the contract, and those of dead letters.
    static func isReserved(_ name: String) -> Bool {
        let name = name.lowercased()
        return EventHeaders.Name.all.contains { $0.lowercased() == name } || name.hasPrefix("dlq-")
    }

    private struct Wire: Decodable {
        var key: String?
        var encoding: String?
        var headers: [String: HeaderText]?
    }

    /// One text, or several of a header that is repeated.
    private struct HeaderText: Decodable {
        let values: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            values = try (try? container.decode(String.self)).map { [$0] } ?? container.decode([String].self)
        }
    }
}

/// Why something cannot be a record.
struct InvalidRecord: Error {
    let message: String

    init(_ message: String) { self.message = message }
}
