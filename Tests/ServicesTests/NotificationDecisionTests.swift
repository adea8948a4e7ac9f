import OrderEvents
import Testing

@testable import Services

@Suite("What a notification decided, as it is stored") struct NotificationDecisionTests {
    @Test(arguments: NotificationOutcome.allCases) func isReadBackAsItWasWritten(_ outcome: NotificationOutcome) {
        let decision = NotificationDecision(
            outcome: outcome, time: Timestamp(milliseconds: 1_770_297_077_406), instanceID: "notification 1, left")
        #expect(NotificationDecision(text: decision.text) == decision)
    }

    @Test(arguments: ["", "NOTIFIED", "NOTIFIED 12", "LOST 12 a", "NOTIFIED soon a"])
    func anythingElseIsNoDecision(_ text: String) {
        #expect(NotificationDecision(text: text) == nil)
    }
}
