import Foundation
import JSONText
import Testing

@testable import Gateway

/// Messages that are nearly right.
@Suite("What clients say, damaged", .timeLimit(.minutes(2)))
struct ClientMessageFuzzTests {
    private static let messages = [
        #"{"type":"hello","id":"h","name":"Ann"}"#, #"{"type":"ping","id":"p"}"#, #"{"type":"auth","token":"a.b.c"}"#,
        #"{"type":"subscribe","id":"s","channels":["orders","audit"],"from":{"last":50},"conflate":true}"#,
        #"{"type":"subscribe","channels":["a"],"positions":{"a":"9f3c.0-c-mla8x2k1.1-7"},"keys":["k","l"]}"#,
        #"{"type":"subscribe","channels":["a"],"from":{"since":"2026-02-05T12:30:00Z"},"where":{"value.a":1,"header.b":null}}"#,
        #"{"type":"unsubscribe","id":"u","channels":["orders"]}"#,
        #"{"type":"history","id":"h","channel":"a","partition":0,"from":"earliest","limit":10,"keys":["k"]}"#,
        #"{"type":"command","id":"c","name":"order.create","data":{"customerName":"Di","quantity":1,"price":1e2}}"#,
    ]
    private static let pieces = [
        "\"", "{", "}", "[", "]", ":", ",", "\\", "\\u00", "\\ud800", "null", "-0", "1e400", "99999999999999999999",
        "\u{0}",
        "é", "\u{10FFFF}", " ", "true", "{\"a\":", "[[[[[[[[", String(repeating: "9", count: 400),
    ]

    /// Each is understood or refused with a stable code; an id that could be read goes with the refusal; and nothing is
    /// understood that is no JSON.
    @Test func everythingIsUnderstoodOrRefused() throws {
        let codes: Set = ["message.malformed", "message.invalid", "message.unknown"]
        var (understood, refused) = (0, 0)
        for seed in 0..<UInt64(20_000) {
            var random = Numbers(state: seed)
            let bytes = Self.damaged(&random)
            do throws(ClientMessage.Refusal) {
                _ = try ClientMessage(json: bytes)
                understood += 1
                #expect(JSONText.isValid(bytes), "seed \(seed)")
            } catch {
                refused += 1
                #expect(codes.contains(error.code) && !error.message.isEmpty, "seed \(seed): \(error)")
                if error.code != "message.malformed" {
                    #expect(error.id == ClientMessage.id(in: bytes), "seed \(seed)")
                }
            }
        }
        #expect(understood > 1000 && refused > 1000)
    }

    private static func damaged(_ random: inout Numbers) -> [UInt8] {
        var bytes = Array((messages.randomElement(using: &random) ?? "").utf8)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 0...6, using: &random))
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes.removeSubrange(place..<end)
            case 1: bytes.insert(contentsOf: Array((pieces.randomElement(using: &random) ?? "").utf8), at: place)
            default: bytes.replaceSubrange(place..<end, with: [UInt8.random(in: 0...255, using: &random)])
            }
        }
        return bytes
    }

    /// A linear congruence is random enough here, and the same everywhere.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }
}
