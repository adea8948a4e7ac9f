import Testing

@testable import WebSocketFrames

@Suite("Extensions that a client offers (RFC 6455, 9.1)")
struct ExtensionOfferTests {
    private typealias Offer = ExtensionOffer

    @Test func offersAreReadInTheirOrder() {
        #expect(Offer.list("a") == [Offer("a")])
        #expect(Offer.list("a, b;c ; d=1,e") == [Offer("a"), Offer("b", [.init("c"), .init("d", "1")]), Offer("e")])
        #expect(Offer.list("\ta ;\tb =\t2 ") == [Offer("a", [.init("b", "2")])])
        #expect(Offer.list("a; b=\"10\"; c=\"x\\y\"") == [Offer("a", [.init("b", "10"), .init("c", "xy")])])
        #expect(Offer.list("a; b; b=1") == [Offer("a", [.init("b"), .init("b", "1")])])
        #expect(
            Offer.list("x-webkit-deflate-frame, !#$%&'*+-.^_`|~9") == [
                Offer("x-webkit-deflate-frame"), Offer("!#$%&'*+-.^_`|~9"),
            ])
    }

    /// RFC 2616 §2.1, #rule.
    @Test func elementsOfAListMayBeEmpty() {
        #expect(Offer.list(",a,, b ,") == [Offer("a"), Offer("b")])
    }

    @Test(
        arguments: [
            "", " ", ",", ", ,", "a b", "a;", "a; ;b", "a;=1", "a; b=", "a; b=;c", "a; b==1", "a; b=1 2", "a; b=\"1",
            "a; b=\"\"", "a; b=\"1 2\"", "a; b=\"1\\", "a; b=\"\\\"\"", "a=1", "(a)", "a/b", "a; b=é", "a\u{7F}", "a\0",
            "\"a\"",
            "a; b=\"1\"2",
        ])
    func whatBreaksTheGrammarIsNoList(_ header: String) {
        #expect(Offer.list(header) == nil, "\(header)")
    }
}
