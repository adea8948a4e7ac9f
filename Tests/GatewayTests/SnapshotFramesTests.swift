import Fanout
import Foundation
import OrderEvents
import Testing

@testable import Gateway
@testable import State

@Suite("Snapshot frames")
struct SnapshotFramesTests {
    private let cursor = Cursor("e1.0-c")!

    private func order(_ number: Int) -> StoredOrder {
        let draft = OrderDraft(customerName: "Ann", item: "Soup", quantity: 2, price: Price(cents: 1250))
        let order = Order(id: "id-\(number)", draft: draft, createdAt: Timestamp(milliseconds: 1_770_297_077_406))
        return StoredOrder(order: order, version: Int64(number))
    }

    private func frames(_ snapshot: OrderSnapshot, limit: Int = 65536) -> [String] {
        snapshot.frames(channel: "orders", cursor: cursor, limit: limit).map { String(decoding: $0, as: UTF8.self) }
    }

    private struct Frame: Decodable {
        struct Row: Decodable {
            let order: Order
            let version: Int64
        }
        let type, channel, cursor: String
        let data: [Row]
        let total: Int
        let last: Bool
    }

    @Test func oneFrameToTheLetter() {
        let snapshot = OrderSnapshot(orders: [order(7)], total: 812, deleted: [])
        #expect(
            frames(snapshot) == [
                #"{"type":"snapshot","channel":"orders","cursor":"e1.0-c","data":[{"order":{"id":"id-7","#
                    + #""customerName":"Ann","item":"Soup","quantity":2,"price":12.5,"status":"created","#
                    + #""createdAt":"2026-02-05T13:11:17.406Z"},"version":7}],"total":812,"last":true}"#
            ])
    }

    @Test func nothingIsStillSaid() {
        #expect(
            frames(OrderSnapshot(orders: [], total: 0, deleted: []))
                == [#"{"type":"snapshot","channel":"orders","cursor":"e1.0-c","data":[],"total":0,"last":true}"#])
    }

    @Test func whatWasDeletedAndIsStillOwedComesWithTheLast() {
        let snapshot = OrderSnapshot(orders: [order(1), order(2)], total: 2, deleted: [("gone", 9)])
        let frames = frames(snapshot, limit: 1)
        #expect(frames.count == 2)
        #expect(!frames[0].contains("deleted"))
        #expect(frames[1].contains(#""deleted":[{"id":"gone","version":9}]"#))
    }

    @Test(arguments: [1, 200, 1000, 100_000])
    func aLimitCutsItAndOnlyTheLastSaysSo(_ limit: Int) throws {
        let snapshot = OrderSnapshot(orders: (0..<20).map(order), total: 500, deleted: [])
        let texts = frames(snapshot, limit: limit)
        let frames = try texts.map { try JSONDecoder().decode(Frame.self, from: Data($0.utf8)) }
        #expect(frames.flatMap(\.data).map(\.version) == Array(0..<20))
        #expect(frames.map(\.last) == Array(repeating: false, count: frames.count - 1) + [true])
        #expect(frames.allSatisfy { $0.total == 500 && $0.cursor == cursor.text && !$0.data.isEmpty })
        for (text, frame) in zip(texts, frames) { #expect(frame.data.count == 1 || text.utf8.count < limit + 200) }
    }
}
