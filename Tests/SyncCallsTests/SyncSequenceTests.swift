import Foundation
import OrderEvents
import Testing

@testable import SyncCalls

@Suite struct SyncSequenceTests {
    let order = SyncOrder(
        action: .created,
        order: Order(
            id: "00000000-0000-4000-8000-000000000001",
            draft: OrderDraft(customerName: "Ann", item: "Soup", quantity: 2, price: Price(cents: 450)),
            createdAt: Timestamp(milliseconds: 1_770_297_077_406)),
        correlationID: "c1", startedAt: 1_770_297_077_406)

    @Test func allAreCalledOneAfterAnother() async throws {
        var bodies: [(SyncService, [UInt8])] = []
        let calls = try await SyncSequence(order).run { service, body throws(SyncFailure) in
            bodies.append((service, body))
            return SyncCall(
                service: service.rawValue, instance: "\(service)-1", ms: 200,
                attempts: service == .notification ? 2 : nil)
        }
        #expect(bodies.map(\.0) == [.notification, .analytics, .audit])
        #expect(calls.map(\.instance) == ["notification-1", "analytics-1", "audit-1"])
        #expect(try SyncOrder(json: bodies[0].1) == order)
        #expect(try SyncOrder(json: bodies[1].1).attempts == 2, "analytics is told how often notification tried")
        let audit = try AuditEvent(json: bodies[2].1)
        #expect(audit.source == EventSource.orders && audit.action == "created" && audit.orderID == order.order.id)
    }

    @Test(arguments: SyncService.allCases) func nobodyIsCalledAfterAFailure(_ broken: SyncService) async {
        var called: [SyncService] = []
        await #expect(throws: SyncFailure("\(broken)", "has no live instance")) {
            try await SyncSequence(order).run { service, _ throws(SyncFailure) in
                called.append(service)
                guard service != broken else { throw SyncFailure("\(broken)", "has no live instance") }
                return SyncCall(service: service.rawValue, instance: "one", ms: 1)
            }
        }
        #expect(called == Array(SyncService.allCases.prefix { $0 != broken }) + [broken])
    }

    @Test func theSameRequestHasTheSameId() {
        var again = order
        again.attempts = 3
        #expect(order.eventID == again.eventID)
        again.correlationID = "c2"
        #expect(order.eventID != again.eventID)
    }
}
