import Kafka
import Telemetry

extension KafkaLogLine {
    /// librdkafka is loud about a broker that is away, and the runtime says so itself: a level lower than it thinks.
    var loggerLevel: Logger.Level {
        switch level {
        case ...2: .error
        case 3, 4: .info
        default: .debug
        }
    }
}
