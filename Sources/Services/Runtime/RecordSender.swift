import Kafka
import OrderEvents

/// Writes records and counts them.
struct RecordSender: Sendable {
    let producer: KafkaProducer
    let metrics: ServiceMetrics

    /// Waits until all are acknowledged.
    ///
    /// - Parameter onQueued: called on the loop when they have their place before all that is sent from then on.
    func send(
        _ records: [ProducerRecord], remembering claim: BatchClaim? = nil,
        onQueued: @escaping @Sendable () -> Void = {}
    ) async throws {
        let missing = records.filter { record in
            guard let claim, let id = record.eventID else { return true }
            return !claim.has(id)
        }
        var written: [String] = []
        var failed = 0
        var first: KafkaError?
        for (record, result) in zip(missing, await producer.send(missing, onQueued: onQueued)) {
            switch result {
            case .success:
                written.append(record.topic)
                if let id = record.eventID { claim?.add(id) }
            case .failure(let error):
                failed += 1
                if first == nil || error.isFatal { first = error }
            }
        }
        metrics.produced.count(each: written)
        if let first { throw ProduceFailure(failed: failed, first: first) }
    }
}

extension ProducerRecord {
    /// The header's bytes.
    fileprivate var eventID: [UInt8]? { headers.first { $0.name == EventHeaders.Name.eventID }?.value }
}
