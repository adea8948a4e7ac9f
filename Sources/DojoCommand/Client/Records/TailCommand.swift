import Foundation
import JSONText
import Options
import OrderEvents
import Program
import Telemetry

/// `dojo tail audit`: the newest records of a topic, and those that come.
struct TailCommand: Subcommand {
    static let commandName = "tail"
    static let abstract = "Shows the newest records of a topic, or those from a place on, and those that come."

    private let options: ClientOptions
    private let topic: String
    private let place: RecordPlace
    private let count: Int?
    private let once: Bool

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Records")
        place = RecordPlace(&reader)
        count = reader.option(
            "count", as: Int.self, in: 1...1_000_000, help: "End after so many.", environment: "")
        once = reader.flag("once", help: "End with the newest that there is.", environment: "")
        options = ClientOptions(&reader)
        topic = reader.argument("topic", help: "Its name, as dojo topics shows it.") ?? ""
        if topic.isEmpty { reader.reject("topic", "which one? For example: dojo tail audit") }
    }

    func run() async throws(CommandError) -> ExitCode {
        let client = try DojoClient(options)
        var query = place.query
        var left = count ?? .max
        while true {
            query["limit"] = "\(min(left, 1000))"
            let answer = try await client.ask("GET", "/api/topics/\(topic)/records", query: query)
            let page = try Page([UInt8](answer))
            for record in page.records {
                StandardStream.output.write((options.json ? record : Array(Self.line(record).utf8)) + [0x0A])
            }
            left -= page.records.count
            if left <= 0 { return .success }
            query = place.query(from: page.cursor)
            if page.hasMore { continue }
            if once { return .success }
            try? await Task.sleep(for: .milliseconds(300))
        }
    }

    /// A page of records, each still as it came.
    struct Page {
        let cursor: String
        let hasMore: Bool
        let records: [[UInt8]]

        init(_ json: [UInt8]) throws(CommandError) {
            struct Place: Decodable {
                let cursor: String
                let more: Bool
            }
            let place = try DojoClient.decode(Place.self, Data(json))
            (cursor, hasMore) = (place.cursor, place.more)
            guard let range = JSONObjectScanner.value(of: "events", in: json.span) else {
                throw CommandError(.failure, "the dojo's answer has no events")
            }
            records = JSONObjectScanner.elements(of: Array(json[range]))
        }
    }

    /// One record as a line: when, where, key and value.
    static func line(_ record: [UInt8]) -> String {
        struct Fields: Decodable {
            let partition: Int
            let offset: Int64
            let timestamp: Int64
            let key: String?
        }
        guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(record)) else {
            return String(decoding: record, as: UTF8.self)
        }
        let value = JSONObjectScanner.value(of: "value", in: record.span).map { record[$0] } ?? []
        // A value may span lines; in valid JSON these are only white space.
        let text = String(decoding: value.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self)
        let time = Timestamp(milliseconds: fields.timestamp)
        return "\(time)  \(fields.partition)/\(fields.offset)  \(fields.key ?? "-")  \(text)"
    }
}
