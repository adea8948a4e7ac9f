import Foundation
import Options
import OrderEvents

extension Channel {
    /// Reads which channels there are: those of `--channels-file`, one for each of `--topics`, or else the workshop's.
    static func read(_ reader: inout OptionReader, topics: TopicNames) -> [Channel] {
        let names = reader.option(
            "topics", as: [String].self,
            help: "Topics to serve instead of the workshop's, with commas: the gateway then needs no other part of it.")
        let path = reader.option(
            "channels-file", as: String.self,
            help: "The same as a file (JSON), where each may say who reads, who publishes, and how it begins.",
            placeholder: "file")
        if names != nil, path != nil { reader.reject("topics", "--topics and --channels-file do not go together") }
        if let path { return read(file: path, &reader, topics) }
        guard let names else { return workshop(topics) }
        if names.isEmpty { reader.reject("topics", "names no topic") }
        for name in names where !TopicNames.isLegal(name) {
            reader.reject("topics", "'\(name)' is no topic: 1 to 249 letters, digits, dots, dashes and underscores")
        }
        var channels: [Channel] = []
        for name in names where !channels.contains(where: { $0.name == name }) { channels.append(Channel(name: name)) }
        return channels
    }

    private static func read(file path: String, _ reader: inout OptionReader, _ topics: TopicNames) -> [Channel] {
        guard let data = FileManager.default.contents(atPath: path) else {
            reader.reject("channels-file", "\(path) cannot be read")
            return []
        }
        let file = ChannelsFile(json: [UInt8](data), ordersTopic: topics.orders)
        for problem in file.problems { reader.reject("channels-file", "\(path): \(problem)") }
        return file.channels
    }
}
