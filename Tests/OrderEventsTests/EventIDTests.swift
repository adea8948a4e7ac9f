import OrderEvents
import Testing

@Suite("Event ids")
struct EventIDTests {
    @Test func matchTheContractsVectors() {
        let order = EventID.order("00000000-0000-4000-8000-000000000001", version: 1_770_297_077_406, topic: "orders")
        #expect(order.text == "486305db-318b-5cd5-a377-f2c29eeb8b49")
        let first = EventID("3f2504e0-4f89-41d3-9a0c-0305e82c3301")
        #expect(EventID.retry(of: first, attempt: 2).text == "c57bacfb-63f7-52c9-ad99-92b561da59f7")
    }

    @Test func tellApartWhatDiffers() {
        let cause = EventID("a")
        let ids = [
            EventID.outcome(of: cause, topic: "audit"), .outcome(of: cause, topic: "orders-dlq"), .verdict(order: "a"),
            .retry(of: cause, attempt: 1), .retry(of: cause, attempt: 2), .redrive(of: cause, attempt: 1),
            .position(cluster: "c", topic: "t", partition: 0, offset: 1),
            .poison(cluster: "c", topic: "t", partition: 0, offset: 1, group: "g"),
            .order("a", version: 1, topic: "orders"), .order("a", version: 1, topic: "audit"),
        ]
        #expect(Set(ids).count == ids.count)
    }

    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        ),
        (String(repeating: "a", count: 1_000), "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
    ])
    func sha1MatchesPublishedVectors(_ message: String, _ hex: String) {
        let digits = Array("0123456789abcdef")
        let digest = SHA1.digest(message.utf8).map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined()
        #expect(digest == hex)
    }
}
