import Foundation
import Options
import OrderEvents
import Testing

@testable import Gateway

@Suite("Which channels there are")
struct ChannelOptionTests {
    private func read(
        _ arguments: [String], _ environment: [String: String] = [:]
    ) throws(OptionError) -> [Channel] {
        var reader = OptionReader(command: "gateway", abstract: "", arguments: arguments, environment: environment)
        let channels = Channel.read(&reader, topics: TopicNames())
        try reader.finish()
        return channels
    }

    @Test func theyAreTheWorkshopsByDefault() throws {
        let channels = try read([])
        #expect(channels.map(\.name) == ["orders", "audit", "orders-dlq", "audit-dlq", "playground"])
        #expect(channels.map(\.eventType) == ["order", "audit", "dlq", "audit-dlq", "playground"])
        #expect(channels.map(\.snapshot) == [.orders, .none, .none, .none, .none])
        #expect(channels.map(\.rules.publish) == [.instructor, .instructor, .instructor, .instructor, .participant])
        #expect(channels.allSatisfy { $0.rules.rule == nil })
    }

    @Test func topicsCanBeNamed() throws {
        #expect(try read(["--topics", "a, b,a"]) == [Channel(name: "a"), Channel(name: "b")])
        #expect(try read([], ["TOPICS": "c"]) == [Channel(name: "c")])
    }

    @Test(arguments: [
        ["--topics", ","], ["--topics", "a b"], ["--topics", "a", "--channels-file", "f"],
        ["--channels-file", "/nowhere/channels.json"],
    ])
    func whatCannotBeIsSaid(_ arguments: [String]) {
        #expect(throws: OptionError.self) { try read(arguments) }
    }

    @Test func aFileIsReadAndItsProblemsAreTold() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "channels-\(UUID()).json").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(#"{"channels":[{"topic":"a","publish":"participant"}]}"#.utf8).write(to: URL(filePath: path))
        #expect(try read(["--channels-file", path]).map(\.rules.publish) == [.participant])
        try Data(#"{"channels":[{"topic":"a","publish":"x","snapshot":1}]}"#.utf8).write(to: URL(filePath: path))
        let error = #expect(throws: OptionError.self) { try read([], ["CHANNELS_FILE": path]) }
        guard case .invalid(let text) = error else { return }
        #expect(text.contains("CHANNELS_FILE: \(path): channels[0].publish: expected one of viewer, participant"))
        #expect(text.contains("channels[0].snapshot: expected one of none, orders, compacted"))
    }
}
