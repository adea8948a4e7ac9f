import Access
import Testing

@Suite("Hosts, origins and proxies")
struct HostRulesTests {
    @Test(
        arguments: [
            ("localhost", "localhost", nil), ("LOCALHOST:3001", "localhost", 3001),
            ("dojo.example.", "dojo.example", nil),
            ("127.0.0.1:80", "127.0.0.1", 80), ("[::1]", "::1", nil), ("[0:0:0:0:0:0:0:1]:3001", "::1", 3001),
            ("[::ffff:127.0.0.1]", "127.0.0.1", nil), ("my_host-1", "my_host-1", nil), ("a:65535", "a", 65535),
        ] as [(String, String, UInt16?)])
    func hostsAreParsed(_ text: String, _ name: String, _ port: UInt16?) throws {
        let host = try #require(HostName(text))
        #expect(host.name == name)
        #expect(host.port == port)
    }

    @Test(arguments: [
        "", ":", ":80", "a:", "a:b", "a:65536", "a:-1", "a:+1", "a:1:2", "::1", "[::1", "[::1]x", "[]", "[localhost]",
        "[::1%lo]", "a b", "a/b", "a@b", "user:pw@a", "a,b", "a..b", ".a", "ä", "127.1", "0x7f000001", "2130706433",
        "127.0.0.01", "1.2.3.4.5", "a\0b", "localhost\n", String(repeating: "a", count: 300),
    ])
    func whatIsNoHostIsRefused(_ text: String) { #expect(HostName(text) == nil) }

    private let rules = HostRules(
        machine: ["192.168.1.5", "fd00::7", "Desk", "desk.local"], publicURL: WebOrigin("https://dojo.example:8443/x"),
        others: ["gateway"])

    @Test(arguments: [
        "localhost:3001", "127.0.0.1", "127.8.9.1:1", "[::1]:3001", "page.localhost", "192.168.1.5:3001", "[fd00::7]",
        "[FD00:0:0::7]:80", "desk", "DESK.local:3001", "dojo.example", "gateway:3001",
    ])
    func thisMachineIsAllowed(_ host: String) { #expect(rules.allows(host)) }

    @Test(arguments: [
        nil, "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.1.6", "xlocalhost", "[::2]",
        "dojo.example.evil", "localhost@evil.example", "evil.example#localhost", "0.0.0.0", "[::]",
    ])
    func namesThatOthersMayPointHereAreRefused(_ host: String?) { #expect(!rules.allows(host)) }

    @Test(
        arguments: [
            (nil, "localhost:3001", OriginRules.Verdict.same), ("http://localhost:3001", "localhost:3001", .same),
            ("https://dojo.example", "dojo.example", .same), ("http://dojo.example:80", "dojo.example", .same),
            ("http://[::1]:3001", "[0::1]:3001", .same), ("https://app.example", "localhost:3001", .allowed),
            ("https://app.example:443", "localhost:3001", .allowed), ("http://app.example", "localhost:3001", .refused),
            ("http://localhost:3002", "localhost:3001", .refused), ("http://localhost", "localhost:3001", .refused),
            ("http://127.0.0.1:3001", "localhost:3001", .refused), ("null", "localhost:3001", .refused),
            ("", "localhost:3001", .refused), ("file://", "localhost:3001", .refused),
            ("https://app.example.evil", "localhost:3001", .refused), ("https://public.example", "localhost", .allowed),
        ] as [(String?, String, OriginRules.Verdict)])
    func pagesOfOthersAreRefused(_ origin: String?, _ host: String, _ verdict: OriginRules.Verdict) throws {
        let rules = try #require(
            OriginRules(["https://app.example"], publicURL: WebOrigin("https://public.example/")))
        #expect(rules.verdict(origin: origin, host: host) == verdict)
    }

    @Test func everyPageCanBeAllowed() throws {
        let rules = try #require(OriginRules(["*"]))
        #expect(rules.verdict(origin: "null", host: "localhost") == .allowed)
        #expect(rules.verdict(origin: "https://a.example", host: "localhost") == .allowed)
        #expect(OriginRules(["app.example"]) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.1.2.3", "10.1.2.3", true),
        ("10.1.2.3", "10.1.2.4", false), ("0.0.0.0/0", "203.0.113.9", true), ("10.1.2.128/25", "10.1.2.127", false),
        ("10.1.2.128/25", "10.1.2.129", true), ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false),
        ("::1", "::1", true), ("10.0.0.0/8", "::ffff:10.0.0.1", true), ("10.0.0.0/8", "nonsense", false),
    ])
    func rangesHoldTheirAddresses(_ range: String, _ address: String, _ isInside: Bool) throws {
        #expect(TrustedProxies([try #require(AddressRange(range))]).contains(address) == isInside)
    }

    @Test(arguments: ["", "/", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "::1/129", "a/8", "10.0.0.0/8/8", "10.0.0.0/-1"])
    func whatIsNoRangeIsRefused(_ text: String) { #expect(AddressRange(text) == nil) }

    @Test(
        arguments: [
            ("203.0.113.9", "198.51.100.1", "203.0.113.9"), ("10.0.0.1", nil, "10.0.0.1"),
            ("10.0.0.1", "198.51.100.1", "198.51.100.1"), ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"), ("10.0.0.1", "10.0.0.3,10.0.0.2", "10.0.0.3"),
            ("10.0.0.1", "nonsense", "10.0.0.1"), ("10.0.0.1", "nonsense, 10.0.0.2", "10.0.0.2"),
            ("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"), ("10.0.0.1", "198.51.100.1:80", "198.51.100.1"),
            ("10.0.0.1", "", "10.0.0.1"),
        ] as [(String, String?, String)])
    func onlyTrustedProxiesSpeakForOthers(_ peer: String, _ forwarded: String?, _ client: String) throws {
        let proxies = TrustedProxies([try #require(AddressRange("10.0.0.0/8"))])
        #expect(proxies.client(peer: peer, forwardedFor: forwarded) == client)
    }

    @Test func aMachineKnowsItself() {
        #expect(MachineNames.addresses.contains { $0.isLoopback })
        #expect(MachineNames.all.contains("127.0.0.1"))
        #expect(MachineNames.lanAddress?.isLoopback != true)
    }
}
