import Fanout
import OrderEvents

/// A place as a client writes it: `"latest"`, `"earliest"`, a cursor, `{"last": 50}`, `{"since": "<ISO 8601>"}` or, of one
/// partition, `{"offset": 120}`.
enum PlaceText: Decodable {
    case point(StartingPoint)
    case offset(Int64)

    private enum Key: String, CodingKey { case last, since, offset }

    init(from decoder: any Decoder) throws {
        guard let fields = try? decoder.container(keyedBy: Key.self) else {
            let text = try decoder.singleValueContainer().decode(String.self)
            guard let point = StartingPoint(text) else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "neither a place nor a cursor"))
            }
            self = .point(point)
            return
        }
        func number<Number: FixedWidthInteger & Decodable>(_ key: Key) throws -> Number {
            guard let number = try? fields.decode(Number.self, forKey: key), number >= 0 else {
                throw DecodingError.dataCorruptedError(forKey: key, in: fields, debugDescription: "not a whole number")
            }
            return number
        }
        if fields.contains(.last) {
            self = .point(.last(try number(.last)))
        } else if fields.contains(.offset) {
            self = .offset(try number(.offset))
        } else {
            self = .point(.since(try fields.decode(Timestamp.self, forKey: .since).milliseconds))
        }
    }
}

extension StartingPoint {
    /// `latest`, `earliest` or a cursor.
    init?(_ text: String) {
        switch text {
        case "latest": self = .latest
        case "earliest": self = .earliest
        default:
            guard let cursor = Cursor(text) else { return nil }
            self = .cursor(cursor)
        }
    }
}
