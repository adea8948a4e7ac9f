import JSONText
import Kafka

/// How one instance of a service is doing.
struct HealthReport: Sendable {
    enum State: String, Sendable {
        /// Waits for Redis, Kafka or its topics.
        case starting
        /// Has asked for partitions and not been answered.
        case joining
        case running
        /// Redis or the broker does not do what is asked of it.
        case waiting
        case stopping
    }

    var state: State
    /// What it waits for.
    var reason: String?
    let service: String
    let instanceID: String
    let group: String
    var partitions: [Reading] = []
    /// Records still to be done, where it is known.
    var lag: [TopicPartition: Int64] = [:]
    /// Records done since the start.
    var handled = 0
    /// Records of attempts that came to nothing, each attempt anew: Redis or the broker was away.
    var failed = 0
    /// Records done in a second, of late.
    var perSecond = 0.0
    /// How long half of the batches of the last minute took, and 99 % of them; nil where there was none.
    var median: Duration?
    var nearlyAll: Duration?

    /// A partition that it reads.
    struct Reading: Sendable {
        let partition: TopicPartition
        /// The offset after what is done; nil before anything is.
        let position: Int64?
    }

    var isReady: Bool { state == .running }

    var json: [UInt8] {
        var partitions = JSONWriter()
        writePartitions(to: &partitions)
        return JSONWriter.object {
            $0.field("status", state.rawValue)
            $0.field("reason", ifPresent: reason)
            $0.field("service", service)
            $0.field("instanceId", instanceID)
            $0.field("group", group)
            $0.field("handled", handled)
            $0.raw("partitions", partitions.bytes)
        }
    }

    /// An array of what is read, each with its position and lag where they are known.
    func writePartitions(to json: inout JSONWriter) {
        json.array {
            for reading in partitions {
                $0.object {
                    $0.field("topic", reading.partition.topic)
                    $0.field("partition", reading.partition.partition)
                    if let position = reading.position { $0.field("position", position) }
                    if let lag = lag[reading.partition] { $0.field("lag", lag) }
                }
            }
        }
    }
}
