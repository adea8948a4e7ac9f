import OrderEvents

/// The way of one change without Kafka: notification, analytics, audit, one after another, and nothing after a failure.
///
/// Pure: whoever calls says how a call is made.
public struct SyncSequence: Sendable {
    public typealias Call =
        nonisolated(nonsending) (_ service: SyncService, _ body: [UInt8]) async throws(SyncFailure) -> SyncCall

    public let order: SyncOrder

    public init(_ order: SyncOrder) { self.order = order }

    /// - Returns: what is told of each call, in their order.
    nonisolated(nonsending) public func run(_ call: Call) async throws(SyncFailure) -> [SyncCall] {
        var calls: [SyncCall] = []
        for service in SyncService.allCases {
            calls.append(try await call(service, body(for: service, after: calls)))
        }
        return calls
    }

    private func body(for service: SyncService, after calls: [SyncCall]) -> [UInt8] {
        switch service {
        case .notification: return order.json
        case .analytics:
            var order = order
            order.attempts = calls.first?.attempts
            return order.json
        case .audit:
            return OrderEvent(
                action: order.action, order: order.order, timestamp: Timestamp(milliseconds: order.startedAt)
            ).auditJSON
        }
    }
}
