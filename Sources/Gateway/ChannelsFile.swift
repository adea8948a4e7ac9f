import Access
import Fanout
import Foundation
import OrderEvents

/// The file of `--channels-file`: `{"channels": [{"topic": "payments", "rule": "key == sub", …}, …]}`.
///
/// Read at start. Everything that is wrong with it is said, each with where it stands and what would be right.
struct ChannelsFile {
    private(set) var channels: [Channel] = []
    private(set) var problems: [String] = []

    /// - Parameter ordersTopic: the only topic whose channel can have the state of orders.
    init(json: [UInt8], ordersTopic: String) {
        guard let file = try? JSONDecoder().decode(Setting.self, from: Data(json)), case .object(let fields) = file
        else {
            problems = [#"the file is not JSON of the form {"channels": [{"topic": "…"}, …]}"#]
            return
        }
        for name in fields.keys.sorted() where name != "channels" { refuse(name, "unknown; allowed is channels") }
        guard case .list(let entries) = fields["channels"], !entries.isEmpty else {
            refuse("channels", "expected a list with one entry a channel")
            return
        }
        for (index, entry) in entries.enumerated() {
            guard let channel = channel(entry, "channels[\(index)]", ordersTopic) else { continue }
            if channels.contains(where: { $0.name == channel.name }) {
                refuse("channels[\(index)].topic", "\(channel.name) has an entry already")
            }
            channels.append(channel)
        }
    }

    private mutating func refuse(_ place: String, _ reason: String) { problems.append("\(place): \(reason)") }

    // MARK: One entry

    private static let fields = [
        "topic", "eventType", "read", "rule", "publish", "key", "snapshot", "history", "snapshotLimits",
    ]

    private mutating func channel(_ entry: Setting, _ place: String, _ ordersTopic: String) -> Channel? {
        guard case .object(let given) = entry else {
            refuse(place, "expected an object with these fields: \(Self.fields.joined(separator: ", "))")
            return nil
        }
        for name in given.keys.sorted() where !Self.fields.contains(name) {
            refuse("\(place).\(name)", "unknown; allowed are \(Self.fields.joined(separator: ", "))")
        }
        guard case .text(let topic) = given["topic"], TopicNames.isLegal(topic) else {
            refuse("\(place).topic", "expected a topic: 1 to 249 letters, digits, dots, dashes and underscores")
            return nil
        }
        var channel = Channel(name: topic, eventType: text(given["eventType"], "\(place).eventType"))
        if let role: Role = choice(given["read"], "\(place).read") { channel.rules.read = role }
        channel.rules.publish = choice(given["publish"], "\(place).publish")
        if let rule = text(given["rule"], "\(place).rule") {
            channel.rules.rule = ReadRule(rule)
            if channel.rules.rule == nil {
                refuse("\(place).rule", "expected key == <claim> or key == <claim> or instructor, not '\(rule)'")
            }
        }
        channel.keyField = text(given["key"], "\(place).key")
        if let snapshot: Channel.Snapshot = choice(given["snapshot"], "\(place).snapshot") {
            channel.snapshot = snapshot
        }
        if channel.snapshot == .orders, topic != ordersTopic {
            refuse(
                "\(place).snapshot",
                "orders is for the topic \(ordersTopic) only (TOPIC_ORDERS); allowed here are none, compacted")
        }
        if channel.snapshot == .orders, channel.rules.rule != nil {
            refuse("\(place).rule", "does not go with snapshot orders, which knows no keys")
        }
        channel.history = limits(given["history"], "\(place).history", count: "records")
        channel.snapshotLimits = limits(given["snapshotLimits"], "\(place).snapshotLimits", count: "keys")
        if channel.snapshotLimits != nil, channel.snapshot != .compacted {
            refuse("\(place).snapshotLimits", "is for snapshot compacted only")
        }
        return channel
    }

    private mutating func text(_ value: Setting?, _ place: String) -> String? {
        guard let value else { return nil }
        if case .text(let text) = value, !text.isEmpty { return text }
        refuse(place, "expected a text")
        return nil
    }

    private mutating func choice<Choice>(_ value: Setting?, _ place: String) -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let value else { return nil }
        if case .text(let text) = value, let choice = Choice(rawValue: text) { return choice }
        refuse(place, "expected one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        return nil
    }

    /// `{"records": 50000, "bytes": 67108864}`: both, for either alone would leave the other to guessing.
    private mutating func limits(_ value: Setting?, _ place: String, count: String) -> ChannelRing.Limits? {
        guard let value else { return nil }
        guard case .object(let given) = value, given.count == 2, case .number(let records) = given[count],
            case .number(let bytes) = given["bytes"], (1...10_000_000).contains(records),
            (1024...(8 << 30)).contains(bytes)
        else {
            refuse(
                place, #"expected {"\#(count)": 1 to 10000000, "bytes": 1024 to \#(8 << 30)}"#)
            return nil
        }
        return ChannelRing.Limits(records: records, bytes: bytes)
    }

    /// A piece of the file, whatever it is.
    private indirect enum Setting: Decodable {
        case text(String)
        case number(Int)
        case list([Setting])
        case object([String: Setting])
        /// What no field wants.
        case other

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if (try? value.decode(Bool.self)) != nil {
                self = .other
            } else if let text = try? value.decode(String.self) {
                self = .text(text)
            } else if let number = try? value.decode(Int.self) {
                self = .number(number)
            } else if let list = try? value.decode([Setting].self) {
                self = .list(list)
            } else if let object = try? value.decode([String: Setting].self) {
                self = .object(object)
            } else {
                self = .other
            }
        }
    }
}
