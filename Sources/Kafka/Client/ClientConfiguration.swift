internal import CLibrdkafka

/// Settings of one client, from three layers: what this module prefers, what the user set, what the code that makes
/// the client needs. Later ones win; what this module relies on nobody may change.
struct ClientConfiguration {
    private(set) var properties: [String: String]
    private let ofUser: Set<String>

    init(
        options: KafkaOptions, preferred: [String: String], required: [String: String], group: String? = nil
    ) throws(KafkaError) {
        var properties = Self.preferred
        properties.merge(preferred) { $1 }
        properties.merge(options.properties) { $1 }
        properties.merge(required) { $1 }
        properties["bootstrap.servers"] = options.bootstrapServers
        if let group { properties["group.id"] = group }
        self.properties = properties
        ofUser = Set(options.properties.keys).subtracting(required.keys)
    }

    /// Preferred by every client: back within a second after a broker was away, small writes sent at once, and ten
    /// seconds instead of a minute until a broker that takes a request but never answers (frozen, or behind a
    /// firewall that drops) counts as away. What may take longer, as joining a group, has limits of its own.
    private static let preferred = [
        "client.id": "kafka-dojo",
        "reconnect.backoff.max.ms": "1000",
        "socket.keepalive.enable": "true",
        "socket.nagle.disable": "true",
        "socket.timeout.ms": "10000",
    ]

    /// What the promises of producer and consumer rest on.
    private static let untouchable: Set<String> = [
        "bootstrap.servers", "metadata.broker.list", "enable.idempotence", "enable.auto.commit",
        "enable.auto.offset.store", "enable.partition.eof", "partition.assignment.strategy", "group.instance.id",
        "transactional.id", "test.mock.num.brokers",
    ]

    /// Why a user cannot set `property` to `value`; `nil` when they can.
    static func problem(_ property: String, _ value: String) -> String? {
        if untouchable.contains(property) { return "\(property) is not to be changed" }
        let conf = rd_kafka_conf_new()
        defer { rd_kafka_conf_destroy(conf) }
        return set(property, value, in: conf)
    }

    /// A configuration object for `rd_kafka_new`, which takes it over.
    func make() throws(KafkaError) -> OpaquePointer {
        guard let conf = rd_kafka_conf_new() else { throw KafkaError(.other, "out of memory") }
        for (property, value) in properties.sorted(by: { $0.key < $1.key }) {
            if let problem = Self.set(property, value, in: conf) {
                rd_kafka_conf_destroy(conf)
                let name = ofUser.contains(property) ? KafkaOptions.variable(for: property) : property
                throw KafkaError(.invalidConfiguration, "\(name): \(problem)")
            }
        }
        return conf
    }

    private static func set(_ property: String, _ value: String, in conf: OpaquePointer?) -> String? {
        withErrorText { text, size in
            rd_kafka_conf_set(conf, property, value, text, size) == RD_KAFKA_CONF_OK
        }
    }
}

/// Lends librdkafka room for an error's text; returns the text when `body` says that it failed.
func withErrorText(_ body: (UnsafeMutablePointer<CChar>, Int) -> Bool) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { text in
        text.initialize(repeating: 0)
        guard let start = text.baseAddress, !body(start, text.count) else { return nil }
        return String(cString: start)
    }
}
