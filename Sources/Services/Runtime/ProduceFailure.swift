import Kafka

/// Records that were not acknowledged, and why the first of them was not.
struct ProduceFailure: Error, CustomStringConvertible {
    let failed: Int
    let first: KafkaError

    var description: String { "\(failed) records were not acknowledged: \(first)" }
}
