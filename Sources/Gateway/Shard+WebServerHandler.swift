import WebServer

extension Shard: WebServerHandler {
    nonisolated func handle(_ exchange: HTTPExchange) {
        assumeIsolated { $0.answer(exchange) }
    }

    nonisolated func accepts(upgrade request: HTTPRequest) -> UpgradeDecision {
        assumeIsolated { $0.decide(request) }
    }

    nonisolated func opened(_ connection: WebSocketConnection) {
        assumeIsolated { $0.open(connection) }
    }
}
