import Fanout
import Testing

@testable import Gateway

@Suite("Feed cursors")
struct FeedCursorTests {
    @Test func oneTextCarriesTheCursorOfEachChannel() throws {
        let orders = Cursor("e1.0-c-2.1-7")!
        let audit = Cursor("e1.0-1")!
        let cursor = FeedCursor([("orders", orders), ("audit", audit)])
        #expect(cursor.text == "orders=e1.0-c-2.1-7,audit=e1.0-1")
        #expect(try #require(FeedCursor(cursor.text)).cursors == ["orders": orders, "audit": audit])
    }

    @Test func channelsMayHaveDotsAndHyphens() throws {
        let cursor = FeedCursor([("orders-dlq.v2", Cursor("e1.0-1")!)])
        #expect(try #require(FeedCursor(cursor.text)).cursors.keys.sorted() == ["orders-dlq.v2"])
    }

    @Test(arguments: ["", ",", "orders", "orders=", "=e1.0-1", "orders=e1.0-1,audit", "orders=e1.x", "orders=e1.0-1;"])
    func nonsenseIsNone(_ text: String) {
        #expect(FeedCursor(text) == nil)
    }
}
