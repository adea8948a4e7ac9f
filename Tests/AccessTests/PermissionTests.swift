import Access
import Testing

@Suite("Who may do what")
struct PermissionTests {
    @Test(arguments: [
        (Permission.read, [true, true, true]), (.publish, [true, true, true]), (.order, [false, true, true]),
        (.appear, [false, true, true]),
        (.direct, [false, false, true]), (.disconnect, [false, false, true]), (.metrics, [false, false, true]),
    ])
    func theTableOfRolesHolds(_ permission: Permission, _ allowed: [Bool]) {
        #expect(Role.allCases.map { $0.may(permission) } == allowed)
    }

    @Test func rolesAreInOrder() { #expect(Role.allCases == [.viewer, .participant, .instructor]) }

    @Test(arguments: [
        ("key == sub", ReadRule(claim: "sub")), ("key==tenant", ReadRule(claim: "tenant")),
        (" key  ==  https://example/id ", ReadRule(claim: "https://example/id")),
        ("key == sub or instructor", ReadRule(claim: "sub", sparesInstructors: true)),
        ("", nil), ("key", nil), ("key == ", nil), ("value == sub", nil), ("key = sub", nil), ("key == a b", nil),
        ("key == sub or viewer", nil), ("key === sub", nil), ("or instructor", nil), ("key == sub == sub", nil),
    ])
    func readRulesAreParsed(_ text: String, _ rule: ReadRule?) { #expect(ReadRule(text) == rule) }

    @Test func aReadRuleShowsEachTheirOwn() {
        let claims = ["sub": "ann"]
        let own = ChannelRules(rule: ReadRule("key == sub"))
        #expect(own.visibleKeys(role: .viewer) { claims[$0] } == .one("ann"))
        #expect(own.visibleKeys(role: .instructor) { claims[$0] } == .one("ann"))
        #expect(own.visibleKeys(role: .viewer) { _ in nil } == .none)
        let spared = ChannelRules(rule: ReadRule("key == sub or instructor"))
        #expect(spared.visibleKeys(role: .instructor) { claims[$0] } == .all)
        #expect(spared.visibleKeys(role: .participant) { claims[$0] } == .one("ann"))
        #expect(ChannelRules(read: .participant).visibleKeys(role: .viewer) { claims[$0] } == .none)
        #expect(ChannelRules().visibleKeys(role: .viewer) { claims[$0] } == .all)
    }
}
