public import Kafka
public import Telemetry

extension Logger {
    /// Takes the lines of librdkafka, which is loud about a broker that is away while whoever uses it says so itself: a
    /// level lower than it thinks.
    public var forKafka: @Sendable (KafkaLogLine) -> Void {
        { line in
            switch line.level {
            case ...2: error("\(line)")
            case 3, 4: info("\(line)")
            default: debug("\(line)")
            }
        }
    }
}
