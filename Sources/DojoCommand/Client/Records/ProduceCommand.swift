import Foundation
import JSONText
import Options
import Program

/// `dojo produce audit --key k --value '{"a":1}' --header unit=C`: a record by hand.
struct ProduceCommand: Subcommand {
    static let commandName = "produce"
    static let abstract = #"Writes a record to a topic by hand: dojo produce orders --key k --value '{"a":1}'"#

    private let options: ClientOptions
    private let topic: String
    private let record: Data

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Record")
        let key = reader.option(
            "key", as: String.self, help: "Records with the same key share a partition; without it, any.",
            environment: "", placeholder: "key")
        let value = reader.option(
            "value", as: String.self, help: "JSON, written as it stands.", environment: "", placeholder: "json")
        let text = reader.option(
            "text", as: String.self, help: "Any text, instead of JSON: what no service can read.", environment: "")
        let tombstone = reader.flag("tombstone", help: "No value: deletes the key.", environment: "")
        let headers = reader.options("header", help: "A header; as many as there are.", placeholder: "name=value")
        options = ClientOptions(&reader)
        topic = reader.argument("topic", help: "Its name, as dojo topics shows it.") ?? ""
        if topic.isEmpty { reader.reject("topic", "which one? For example: dojo produce orders") }
        if [value != nil, text != nil, tombstone].count(where: \.self) != 1 {
            reader.reject("value", "what is to be written? One of --value and JSON, --text and a text, --tombstone")
        } else if let value, !JSONText.isValid(Array(value.utf8)) {
            reader.reject("value", "this is not JSON; --text writes it as it stands")
        } else if tombstone, key == nil {
            reader.reject("tombstone", "it needs the --key that it deletes")
        }
        for header in headers where !header.dropFirst().contains("=") {
            reader.reject("header", "expected name=value, not '\(header)'")
        }
        let plain = text.map { Data($0.utf8).base64EncodedString() }
        record = Self.record(key: key, value: value, base64: plain, headers: headers)
    }

    private static func record(key: String?, value: String?, base64: String?, headers: [String]) -> Data {
        let pairs = headers.map { $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false) }
        let named = Dictionary(grouping: pairs.filter { $0.count == 2 }, by: { String($0[0]) })
        return Data(
            JSONWriter.object { json in
                json.field("key", ifPresent: key)
                if let value { json.raw("value", value.utf8) } else if base64 == nil { json.null("value") }
                json.field("value", ifPresent: base64)
                json.field("encoding", ifPresent: base64.map { _ in "base64" })
                guard !named.isEmpty else { return }
                json.object("headers") { json in
                    for (name, pairs) in named.sorted(by: { $0.key < $1.key }) {
                        if pairs.count == 1 {
                            json.field(named: name, String(pairs[0][1]))
                        } else {
                            json.array(named: name) { list in for pair in pairs { list.element(String(pair[1])) } }
                        }
                    }
                }
            })
    }

    struct Answer: Decodable {
        let partition: Int
        let offset: Int64
    }

    func run() async throws(CommandError) -> ExitCode {
        let answer = try await DojoClient(options).ask("POST", "/api/topics/\(topic)/records", json: record)
        try options.show(answer, text: text(DojoClient.decode(Answer.self, answer)))
        return .success
    }

    private func text(_ answer: Answer) -> String {
        "written to \(topic), partition \(answer.partition), offset \(answer.offset)\n"
    }
}
