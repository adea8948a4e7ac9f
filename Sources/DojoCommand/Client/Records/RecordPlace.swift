import Options
import OrderEvents

/// Which records of a topic are asked for, and from where on.
struct RecordPlace: Sendable {
    /// Where to begin, as the API takes it: one of `last`, `since`, `offset` and `from`.
    private let begin: [String: String]
    /// What a record has to have: `partition`, `key`, `where.…`.
    private let filter: [String: String]

    init(_ reader: inout OptionReader) {
        let last = reader.option(
            "last", as: Int.self, in: 1...1000, help: "Begin with so many of the newest; without any other place, 10.",
            environment: "")
        let beginning = reader.flag(
            "from-beginning", help: "Begin with the first record that there is still.", environment: "")
        let since = reader.option(
            "since", as: String.self, help: "Begin at a time: 2026-02-05T12:31:17Z", environment: "",
            placeholder: "time")
        let offset = reader.option(
            "offset", as: Int.self, in: 0...Int.max, help: "Begin at an offset of one --partition.", environment: "")
        let partition = reader.option(
            "partition", as: Int.self, in: 0...Int(Int32.max), help: "Only this one.", environment: "")
        let key = reader.option(
            "key", as: String.self, help: "Only records with this key.", environment: "", placeholder: "key")
        let conditions = reader.options(
            "where", help: "Only where a header or a field has a value: value.action=DLQ, header.source=fraud-service",
            placeholder: "name=value")

        var begin: [String: String] = [:]
        begin["last"] = last.map { "\($0)" }
        begin["since"] = since
        begin["offset"] = offset.map { "\($0)" }
        begin["from"] = beginning ? "earliest" : nil
        self.begin = begin.isEmpty ? ["last": "10"] : begin
        var filter: [String: String] = [:]
        filter["partition"] = partition.map { "\($0)" }
        filter["key"] = key
        for condition in conditions {
            let pair = condition.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, pair[0].hasPrefix("value.") || pair[0].hasPrefix("header.") else {
                reader.reject("where", "expected value.<field>=… or header.<name>=…, not '\(condition)'")
                continue
            }
            filter["where.\(pair[0])"] = String(pair[1])
        }
        self.filter = filter

        if begin.count > 1 {
            reader.reject("last", "from where? One of --last, --from-beginning, --since and --offset")
        }
        if let since, Timestamp(iso8601: since) == nil { reader.reject("since", .noTime(since)) }
        if offset != nil, partition == nil { reader.reject("offset", "of which --partition?") }
    }

    /// As the first page is asked for.
    var query: [String: String] { filter.merging(begin) { $1 } }

    /// As the page behind another is asked for.
    func query(from cursor: String) -> [String: String] { filter.merging(["from": cursor]) { $1 } }
}

extension String {
    /// Why a text is no time.
    static func noTime(_ text: String) -> String {
        "a time is in ISO 8601 with a zone: 2026-02-05T12:31:17Z, not '\(text)'"
    }
}
