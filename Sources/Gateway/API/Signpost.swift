/// What stands at `/` of a gateway that serves no page.
enum Signpost {
    static func text(instance: String) -> String {
        """
        Kafka Dojo gateway \(instance)

        /ws        WebSocket, subprotocol dojo.v1: {"type":"subscribe","channels":["<topic>"],"from":"latest"}
        /events    Server-Sent Events: /events?channels=<topic>&from=earliest
        /health    whether it runs
        /ready     whether it can be used, and what keeps it from that
        /metrics   what it counts, for Prometheus

        """
    }
}
