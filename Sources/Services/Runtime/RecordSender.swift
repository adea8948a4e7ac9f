import Kafka
import OrderEvents

/// Writes records and counts them.
struct RecordSender: Sendable {
    let producer: KafkaProducer
    let metrics: ServiceMetrics

    /// Waits until all are acknowledged.
    func send(_ records: [ProducerRecord], remembering claim: BatchClaim? = nil) async throws {
        let missing = records.filter { record in
            guard let claim, let id = record.eventID else { return true }
            return !claim.has(id)
        }
        guard !missing.isEmpty else { return }
        var written: [String] = []
        var failed = 0
        var first: KafkaError?
        for (record, result) in zip(missing, await producer.send(missing)) {
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
