import Fanout
import Foundation
import OrderEvents

/// What stands behind the `?` of `GET /api/topics/{topic}/records`; of `/events` the place.
extension HistoryQuery {
    init(_ query: [String: String]) throws(InvalidQuery) {
        var limit: Int?
        if let text = query["limit"] {
            // What is no number is as wrong as one that is too small.
            limit = Int(text) ?? 0
        }
        var partition: Int32?
        if let text = query["partition"] {
            guard let number = Int32(text), number >= 0 else {
                throw InvalidQuery(code: "query.invalid", message: "partition must be a whole number")
            }
            partition = number
        }
        var conditions: [String: JSONScalar] = [:]
        for (name, value) in query where name.hasPrefix("where.") {
            let path = String(name.dropFirst("where.".count))
            conditions[path] = path.hasPrefix("header.") ? .text(value) : JSONScalar(query: value)
        }
        let filter: RecordFilter
        do throws(InvalidFilter) {
            filter = try RecordFilter(keys: query["key"].map { [$0] }, where: conditions)
        } catch {
            throw InvalidQuery(code: "query.invalid", message: error.message)
        }
        try self.init(partition: partition, from: try PlaceText(query), limit: limit, filter: filter)
    }
}

extension PlaceText {
    /// `from` (a word or a cursor), `last`, `since` or `offset`, one of them; nil where there is none.
    init?(_ query: [String: String]) throws(InvalidQuery) {
        let given = ["from", "last", "since", "offset"].filter { query[$0] != nil }
        guard given.count <= 1 else {
            throw InvalidQuery(
                code: "query.invalid", message: "\(given.joined(separator: " and ")) do not go together")
        }
        guard let name = given.first, let text = query[name] else { return nil }
        switch name {
        case "from":
            guard let point = StartingPoint(text) else {
                throw InvalidQuery(
                    code: "cursor.invalid", message: "from takes earliest, latest or what this server gave out")
            }
            self = .point(point)
        case "since":
            guard let time = Timestamp(iso8601: text) else {
                throw InvalidQuery(code: "query.invalid", message: "since must be an ISO 8601 time with a zone")
            }
            self = .point(.since(time.milliseconds))
        default:
            guard let number = Int(text), number >= 0 else {
                throw InvalidQuery(code: "query.invalid", message: "\(name) must be a whole number")
            }
            self = name == "last" ? .point(.last(number)) : .offset(Int64(number))
        }
    }
}

extension JSONScalar {
    /// A value in a query: a number, `true`, `false` or `null` as JSON has them, a text in quotes, or any other text.
    fileprivate init(query text: String) {
        self = (try? JSONDecoder().decode(JSONScalar.self, from: Data(text.utf8))) ?? .text(text)
    }
}
