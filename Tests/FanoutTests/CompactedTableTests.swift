import Fanout
import Testing

@Suite("The newest record of each key")
struct CompactedTableTests {
    private var encoder = RecordEncoder(positions: Positions())
    private var offset: Int64 = 0

    private mutating func batch(_ records: [(key: String?, value: String?)]) throws -> RecordBatch {
        for (key, value) in records {
            encoder.append(
                .init(
                    partition: 0, offset: offset, timestamp: 1000 + offset, key: key.map { Array($0.utf8) },
                    value: value.map { Array($0.utf8) }, headers: [("eventId", Array("e\(offset)".utf8))]))
            offset += 1
        }
        let batch = encoder.takeBatch()
        return try #require(batch)
    }

    private func table(keys: Int = 100, bytes: Int = 1 << 20) -> CompactedTable {
        CompactedTable(limits: .init(records: keys, bytes: bytes))
    }

    private func texts(_ table: CompactedTable, _ filter: RecordFilter = RecordFilter()) -> [String] {
        CompactedTable.select(table.rows, by: filter).map { String(decoding: $0.bytes, as: UTF8.self) }.sorted()
    }

    @Test mutating func theNewestStaysAndATombstoneDeletes() throws {
        var table = table()
        table.take(try batch([("a", "1"), ("b", "1"), (nil, "0"), ("a", "2")]))
        table.take(try batch([("b", nil), ("c", #""x""#), ("d", nil)]))
        #expect(
            texts(table) == [
                #"{"partition":0,"offset":3,"timestamp":1003,"key":"a","headers":{"eventId":"e3"},"value":2}"#,
                #"{"partition":0,"offset":5,"timestamp":1005,"key":"c","headers":{"eventId":"e5"},"value":"x"}"#,
            ])
        #expect(table.bytes == texts(table).reduce(0) { $0 + $1.utf8.count })
        #expect(!table.isTruncated)
        table.take(try batch([("b", "3")]))
        #expect(texts(table).count == 3)
    }

    @Test mutating func aFilterChoosesRows() throws {
        var table = table()
        table.take(try batch([("a", #"{"n":1}"#), ("b", #"{"n":2}"#), ("c", #"{"n":1}"#)]))
        #expect(texts(table, RecordFilter(keys: ["a", "z"])).count == 1)
        let ones = RecordFilter(conditions: [.init(.field("n"), equals: .number(1))])
        #expect(texts(table, ones).count == 2)
        #expect(texts(table, RecordFilter(keys: ["b"], conditions: Array(ones.conditions))).isEmpty)
        let header = RecordFilter(conditions: [.init(.header("eventId"), equals: .text("e2"))])
        #expect(texts(table, header).count == 1)
    }

    @Test mutating func beyondTheLimitTheOldestLeave() throws {
        var table = table(keys: 8)
        table.take(try batch((0..<9).map { ("k\($0)", "1") }))
        // The eighth more that is allowed.
        #expect(table.rows.count == 9)
        table.take(try batch([("k0", "2"), ("k9", "1")]))
        #expect(table.rows.count == 8)
        #expect(table.isTruncated)
        #expect(texts(table, RecordFilter(keys: ["k0", "k9"])).count == 2)
        #expect(texts(table, RecordFilter(keys: ["k1", "k2"])).isEmpty)
    }

    @Test mutating func bytesAreLimitedToo() throws {
        var table = table(bytes: 4096)
        for number in 0..<100 { table.take(try batch([("k\(number)", #""\#(String(repeating: "x", count: 400))""#)])) }
        #expect(table.isTruncated)
        #expect(table.bytes <= 4096 + 4096 / 8)
        #expect(texts(table, RecordFilter(keys: ["k99"])).count == 1)
    }
}
