import State
import Telemetry

extension Problem {
    /// Why a change or a look at the state failed, as a caller is told.
    init(_ error: StateError) {
        switch error.code {
        case .notFound: self.init(404, "order.unknown", "there is no order with this id")
        case .versionConflict:
            self.init(412, "order.version", "the order was changed meanwhile: read it again and repeat the change")
        case .idempotencyMismatch:
            self.init(422, "idempotency.mismatch", "this idempotency key was used with another request")
        case .invalidCursor: self.init(400, "cursor.invalid", "cursor is not one that a listing gave out")
        case .outboxFull:
            self.init(
                503, "outbox.full", "Kafka is behind and no more changes are taken until it catches up: try again",
                headers: ["Retry-After": "1"])
        case .storageFull:
            self.init(503, "storage.full", "Redis is out of memory: nothing can be changed until there is room")
        case .unavailable:
            self.init(
                503, "redis.unavailable",
                "Redis cannot be reached: nothing was changed, or it cannot be told; try again",
                headers: ["Retry-After": "1"])
        default:
            Logger(label: "gateway.state").error("\(error)")
            self.init(500, "internal", "Redis holds what this program did not write there; its log says more")
        }
    }

    static let brokerLost = Problem(
        503, "broker.lost", "the embedded broker is gone and is being started anew: try again",
        headers: ["Retry-After": "1"])
}
