import OrderEvents
import State
import SyncCalls

/// The way of a change without Kafka, where the setting `mode` says so: the services are called, one after another, before
/// anything is stored. One a process, asked by all shards; in Kafka mode a look at the setting is all that it costs.
struct SyncPath: Sendable {
    let settings: Settings
    let caller: SyncCaller

    var isOn: Bool { settings.current.mode == .sync }

    /// Calls all of them. What fails keeps the change from being made.
    nonisolated(nonsending) func call(_ order: SyncOrder) async throws(Problem) -> [SyncCall] {
        do throws(SyncFailure) {
            return try await SyncSequence(order).run { service, body throws(SyncFailure) in
                try await caller.call(service, body, correlationID: order.correlationID)
            }
        } catch {
            throw Problem(error)
        }
    }
}

extension Problem {
    init(_ failure: SyncFailure) {
        self.init(
            502, "sync.dependency", "nothing was stored: \(failure.sentence)",
            details: [FieldProblem(field: failure.dependency, message: failure.reason)])
    }
}
