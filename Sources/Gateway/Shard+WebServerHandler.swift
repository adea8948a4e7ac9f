import WebServer

extension Shard: WebServerHandler {
    nonisolated func handle(_ exchange: HTTPExchange) {
        assumeIsolated { $0.answer(exchange) }
    }

    nonisolated func accepts(upgrade request: HTTPRequest) -> UpgradeDecision {
        request.path == "/ws" ? .accept : .refuse(status: 404, "WebSockets are served at /ws.")
    }

    nonisolated func opened(_ connection: WebSocketConnection) {
        assumeIsolated { $0.open(connection) }
    }
}
