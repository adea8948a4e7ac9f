import Foundation
import Testing

@testable import SyncCalls

@Suite struct SyncCallTests {
    let call = SyncCall(
        service: "notification", instance: "notification-1", ms: 412, attempts: 2,
        calls: [SyncCall(service: "audit", instance: "audit-1", ms: 203)])

    @Test func itIsReadAsItWasWritten() throws {
        #expect(
            String(decoding: call.json, as: UTF8.self)
                == #"{"service":"notification","instance":"notification-1","ms":412,"attempts":2,"calls":["#
                + #"{"service":"audit","instance":"audit-1","ms":203}]}"#)
        #expect(try JSONDecoder().decode(SyncCall.self, from: Data(call.json)) == call)
    }

    @Test func aHeaderTellsTheTimes() {
        let calls = [call, SyncCall(service: "audit", instance: "au\"dit\\-\n1é", ms: 3)]
        #expect(
            calls.serverTiming
                == #"notification;dur=412;desc="notification-1", audit;dur=3;desc="audit-1""#)
    }
}
