/// What travels over the embedded broker's control socket: one JSON object a line each way, answered in order.
///
///     {"do":"create","topic":"orders","partitions":3}  →  {"ok":true}
///     {"do":"slow","ms":"soon"}                        →  {"ok":false,"error":"…"}
enum ControlMessage {
    struct Request: Codable, Sendable {
        enum Verb: String, Codable, Sendable { case ping, cluster, list, create, down, up, slow, fail, clear }

        var verb: Verb
        var topic: String?
        var partitions: Int32?
        /// For down, up and slow: all brokers when left out.
        var broker: Int32?
        var ms: Int?
        /// For fail and clear: the request's number in Kafka's protocol.
        var request: Int16?
        var errors: [Int32]?

        enum CodingKeys: String, CodingKey {
            case verb = "do"
            case topic, partitions, broker, ms, request, errors
        }
    }

    struct Reply: Codable, Sendable {
        var ok: Bool
        var error: String?
        var topics: [TopicMetadata]?
        var clusterID: String?
        var bootstrapServers: String?
    }

    /// Longest line either side takes.
    static let maximumLength = 256 * 1024
}
