import Foundation
import Testing

@testable import Telemetry

@Suite("Log lines") struct LoggerTests {
    private func line(_ message: String, _ metadata: [String: String] = [:]) -> LogLine {
        let time = Date(timeIntervalSince1970: 1_770_297_077.5)
        return LogLine(time: time, level: .info, label: "relay", message: message, metadata: metadata)
    }

    @Test func textHasFieldsBehindTheMessage() {
        let line = line("lease taken", ["depth": "12", "at": "a b", "says": #"x="1\2""#, "none": ""])
        let expected =
            #"2026-02-05T13:11:17.500Z INFO    relay: lease taken at="a b" depth=12 none="" says="x=\"1\\2\"""#
        #expect(String(decoding: line.text, as: UTF8.self) == expected + "\n")
    }

    @Test func whatAPeerSentStaysOnItsLine() {
        let line = line("name\r\n\u{1B}[31m", ["name": "a\nb"])
        let expected = #"2026-02-05T13:11:17.500Z INFO    relay: name\u{d}\n\u{1b}[31m name="a\nb""#
        #expect(String(decoding: line.text, as: UTF8.self) == expected + "\n")
    }

    @Test func jsonIsOneObjectALine() throws {
        let bytes = line("said \"no\"\n", ["orderId": "1", "level": "mine"]).json
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 1)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(
            text == #"{"time":"2026-02-05T13:11:17.500Z","level":"info","logger":"relay","message":"said \"no\"\n","#
                + #""metadata":{"level":"mine","orderId":"1"}}"# + "\n")
    }

    @Test func aLevelThatIsNotWantedIsNotEvenComposed() {
        let logger = Logger(label: "test")
        logger.debug(
            { () -> String in
                Issue.record("composed")
                return ""
            }())
        #expect(Logger.Level.trace < .debug && Logger.Level.warning < .error)
    }

    @Test func fieldsBelongToTheCopy() {
        var first = Logger(label: "a")
        first[metadataKey: "instance"] = "1"
        var second = first
        second[metadataKey: "instance"] = "2"
        #expect(first[metadataKey: "instance"] == "1")
    }
}
