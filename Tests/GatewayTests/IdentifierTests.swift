import Foundation
import Testing

@testable import Gateway

@Suite("Identifiers")
struct IdentifierTests {
    private static let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    private func isTraceparent(_ text: String) -> Bool {
        text.wholeMatch(of: /00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}/) != nil
    }

    @Test func randomOnesAreLowerCaseUUIDsOfVersionFour() {
        let ids = (0..<100).map { _ in Identifier.random() }
        #expect(Set(ids).count == 100)
        for id in ids {
            #expect(id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        }
    }

    @Test func aNewTraceIsOneOfItsOwn() {
        let traces = (0..<100).map { _ in Identifier.traceparent(of: nil) }
        #expect(Set(traces).count == 100)
        for trace in traces { #expect(isTraceparent(trace)) }
    }

    @Test func aCallersTraceIsKept() {
        #expect(Identifier.traceparent(of: Self.parent) == Self.parent)
    }

    @Test(arguments: [
        "", "nonsense", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e473\r-00f067aa0ba902b7-01",
    ])
    func nonsenseBeginsANewTrace(_ parent: String) {
        let next = Identifier.traceparent(of: parent)
        #expect(isTraceparent(next))
        #expect(!next.contains("4bf92f3577b34da6"))
    }

    @Test func whatMayBeACorrelationID() {
        for good in ["a", "order-17/x", String(repeating: "x", count: 128), "!~"] {
            #expect(Identifier.isAcceptable(good), "\(good)")
        }
        for bad in ["", " ", "a b", "a\n", "é", "\u{7F}", String(repeating: "x", count: 129)] {
            #expect(!Identifier.isAcceptable(bad), "\(bad)")
        }
    }
}
