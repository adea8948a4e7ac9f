import Fanout
import Foundation
import Testing

@Suite("Filters")
struct FilterTests {
    private func matches(
        _ filter: RecordFilter, key: String? = "k1", value: String = "{}", headers: [(String, String)] = []
    ) throws -> Bool {
        var encoder = RecordEncoder(positions: Positions())
        // A record before it, so that every range is counted from the batch's beginning.
        for key in ["other", key] {
            encoder.append(
                .init(
                    partition: 0, offset: 0, timestamp: 0, key: key.map { Array($0.utf8) }, value: Array(value.utf8),
                    headers: headers.map { ($0.0, Array($0.1.utf8)) }))
        }
        let taken = encoder.takeBatch()
        let batch = try #require(taken)
        return filter.matches(batch.entries[1], in: batch.bytes)
    }

    private func condition(_ path: String, _ value: JSONScalar) throws -> RecordFilter {
        RecordFilter(conditions: [try #require(RecordFilter.Condition(path: path, equals: value))])
    }

    @Test(arguments: ["k1", "ключ", "a\"b\\c\n", ""])
    func keysAreExact(_ key: String) throws {
        #expect(try matches(RecordFilter(keys: ["x", key]), key: key))
        #expect(try !matches(RecordFilter(keys: ["x", key]), key: key + "1"))
        #expect(try !matches(RecordFilter(keys: ["x", key]), key: nil))
        #expect(try !matches(RecordFilter(keys: []), key: key))
    }

    @Test(arguments: [
        (#"{"action":"DLQ"}"#, true), (#"{ "a" : [1,{"action":"x"}] , "action" : "DLQ" }"#, true),
        (#"{"action":"D\u004cQ"}"#, true), (#"{"\u0061ction":"DLQ"}"#, true), (#"{"action":"DLQX"}"#, false),
        (#"{"action":"DL"}"#, false), (#"{"x":{"action":"DLQ"}}"#, false), (#"{"x":"action","y":"DLQ"}"#, false),
        (#"["action","DLQ"]"#, false), ("null", false), ("7", false), (#"{"action":null}"#, false), ("{}", false),
        (#"{"action":"no","action":"DLQ"}"#, true),
    ])
    func fieldsCompareAsJSON(_ value: String, _ expected: Bool) throws {
        #expect(try matches(condition("value.action", .text("DLQ")), value: value) == expected)
    }

    @Test(arguments: [
        ("1", JSONScalar.number(1), true), ("1.0", .number(1), true), ("10e-1", .number(1), true),
        ("\"1\"", .number(1), false), ("true", .flag(true), true), ("false", .flag(true), false), ("null", .null, true),
        ("12.50", .number(Decimal(string: "12.5")!), true), ("0", .flag(false), false), ("[]", .null, false),
    ])
    func scalarsCompareByWhatTheyAre(_ json: String, _ wanted: JSONScalar, _ expected: Bool) throws {
        #expect(try matches(condition("value.n", wanted), value: #"{"n":\#(json) }"#) == expected)
    }

    @Test func headersAndAllOfThem() throws {
        let headers = [("source", "fraud-service"), ("n", "1")]
        #expect(try matches(condition("header.source", .text("fraud-service")), headers: headers))
        #expect(try !matches(condition("header.source", .text("x")), headers: headers))
        let both = RecordFilter(
            keys: ["k1"],
            conditions: [.init(.header("n"), equals: .text("1")), .init(.field("a"), equals: .number(2))])
        #expect(try matches(both, value: #"{"a":2}"#, headers: headers))
        #expect(try !matches(both, value: #"{"a":3}"#, headers: headers))
        #expect(RecordFilter.Condition(path: "key", equals: .null) == nil)
        #expect(RecordFilter.Condition(path: "other.x", equals: .null) == nil)
    }

    @Test func equalWishesAreOneFilter() {
        #expect(RecordFilter(keys: ["a", "b"]) == RecordFilter(keys: ["b", "a", "a"]))
        #expect(RecordFilter().isEmpty)
        #expect(!RecordFilter(keys: []).isEmpty)
    }
}
