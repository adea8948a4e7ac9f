import Fanout
import Testing

@Suite("Keys that stand in values")
struct KeyFieldTests {
    /// The values that a filter on these keys lets through.
    private func passed(_ keys: [String], of values: [String?], field: String? = "account") -> [Int64] {
        var encoder = RecordEncoder(positions: Positions(), keyField: field)
        for (offset, value) in values.enumerated() {
            encoder.append(
                .init(
                    partition: 0, offset: Int64(offset), timestamp: 0, key: Array("ann".utf8),
                    value: value.map { Array($0.utf8) }, headers: []))
        }
        guard let batch = encoder.takeBatch() else { return [] }
        let filter = RecordFilter(keys: keys)
        return batch.entries.filter { filter.matches($0, in: batch.bytes) }.map(\.offset)
    }

    private let values = [
        #"{"account":"ann"}"#, #"{"account":"bob"}"#, #"{ "n":1, "account" : "\u0061nn" }"#, #"{"account":7}"#,
        #"{"account":null}"#, #"{"account":["ann"]}"#, #"{"deep":{"account":"ann"}}"#, "ann", #""ann""#, nil,
        #"{"account":"bob","account":"ann"}"#,
    ]

    @Test func theFieldDecidesHoweverItIsWritten() {
        // A tombstone has no fields: of it the key is Kafka's.
        #expect(passed(["ann"], of: values) == [0, 2, 9, 10])
        #expect(passed(["bob", "7"], of: values) == [1, 3])
        #expect(passed(["", "null"], of: values) == [])
    }

    @Test func withoutAFieldTheKeyIsKafkas() { #expect(passed(["ann"], of: values, field: nil).count == values.count) }

    @Test func aFilterIsLimitedToOneKey() {
        #expect(RecordFilter().limited(to: "ann") == RecordFilter(keys: ["ann"]))
        #expect(RecordFilter(keys: ["ann"]).limited(to: "ann") == RecordFilter(keys: ["ann"]))
        #expect(RecordFilter(keys: ["ann", "bob"]).limited(to: "ann") == nil)
        #expect(RecordFilter(keys: ["bob"]).limited(to: "ann") == nil)
    }
}
