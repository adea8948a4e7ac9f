public import Options

extension KafkaOptions {
    /// Reads `--brokers`, `--kafka-control`, and every `KAFKA_<PROPERTY>` of the environment as a
    /// property of librdkafka: `KAFKA_SASL_USERNAME` is `sasl.username`. One that librdkafka does not have, or that
    /// is not for a user to set, is rejected by the variable's name.
    public init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Kafka (any librdkafka property as KAFKA_<PROPERTY>: KAFKA_SASL_USERNAME is sasl.username)")
        self.init(
            bootstrapServers: reader.option(
                "brokers", default: "127.0.0.1:9092", help: "Brokers to find the cluster by, with commas.",
                environment: "KAFKA_BOOTSTRAP_SERVERS", placeholder: "host:port,…"),
            control: reader.option(
                "kafka-control", as: String.self, help: "Unix socket of the embedded broker.", placeholder: "path"))
        for (variable, value) in environment.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            guard let property = Self.property(for: variable) else { continue }
            if let problem = ClientConfiguration.problem(property, value) {
                reader.reject(variable, problem)
            } else {
                properties[property] = value
            }
        }
    }

    /// The property that an environment variable sets, if it is there for that.
    static func property(for variable: String) -> String? {
        guard variable.hasPrefix("KAFKA_"), !notProperties.contains(variable) else { return nil }
        // Kubernetes tells every container of a service called "kafka" in these.
        if variable.hasPrefix("KAFKA_SERVICE_") || variable.hasPrefix("KAFKA_PORT") { return nil }
        return variable.dropFirst("KAFKA_".count).lowercased().replacing("_", with: ".")
    }

    /// The environment variable that sets `property`.
    static func variable(for property: String) -> String {
        "KAFKA_" + property.uppercased().replacing(".", with: "_")
    }

    /// Options of ours, and what the scripts of a Kafka distribution read.
    private static let notProperties: Set<String> = [
        "KAFKA_HOME", "KAFKA_BOOTSTRAP_SERVERS", "KAFKA_CONTROL", "KAFKA_OPTS", "KAFKA_HEAP_OPTS", "KAFKA_JMX_OPTS",
        "KAFKA_LOG4J_OPTS", "KAFKA_LOG4J_CMD_OPTS", "KAFKA_JVM_PERFORMANCE_OPTS", "KAFKA_GC_LOG_OPTS", "KAFKA_DEBUG",
        "KAFKA_TOOLS_LOG4J_COMPAT_ENABLED", "KAFKA_JMX_PORT", "KAFKA_CLUSTER_ID", "KAFKA_VERSION",
    ]
}
