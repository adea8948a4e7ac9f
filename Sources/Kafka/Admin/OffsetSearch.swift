internal import CLibrdkafka
import EventLoop

/// Bisects one partition by time with a consumer of its own. Blocks.
struct OffsetSearch {
    let partition: TopicPartition
    let handle: OpaquePointer
    let deadline: Duration

    private struct Found {
        let offset: Int64
        let timestamp: Int64
    }

    func first(atOrAfter milliseconds: Int64) throws(KafkaError) -> Int64 {
        let (begin, end) = try KafkaAdmin.watermarks(of: partition, on: handle, timeout: timeLeft()).get()
        // Invariant: every record before `low` is older; the first one at or after `high` is not, or there is none.
        var (low, high) = (begin, end)
        while low < high {
            let middle = low + (high - low) / 2
            // Compaction and transactions leave holes: what comes may stand further on.
            guard let found = try firstRecord(at: middle), found.offset < high else {
                high = middle
                continue
            }
            if found.timestamp < milliseconds {
                low = found.offset + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private func timeLeft() throws(KafkaError) -> Int32 {
        let left = deadline - EventLoop.now
        guard left > .zero else {
            throw KafkaError(.timedOut, "no broker answered about \(partition) in time", isRetriable: true)
        }
        return left.wholeMilliseconds
    }

    /// The first record at or after `offset`; `nil` at the end.
    private func firstRecord(at offset: Int64) throws(KafkaError) -> Found? {
        try check(PartitionList([partition: offset]).lend { rd_kafka_assign(handle, $0) })
        while true {
            guard let message = rd_kafka_consumer_poll(handle, try min(timeLeft(), 1000)) else { continue }
            defer { rd_kafka_message_destroy(message) }
            switch message.pointee.err {
            case RD_KAFKA_RESP_ERR_NO_ERROR:
                guard message.pointee.offset >= offset else { continue }
                return Found(
                    offset: message.pointee.offset, timestamp: rd_kafka_message_timestamp(message, nil))
            case RD_KAFKA_RESP_ERR__PARTITION_EOF: return nil
            case let error:
                let failure = KafkaError(error, rd_kafka_message_errstr(message).map { String(cString: $0) })
                if !failure.isRetriable { throw failure }
            }
        }
    }
}
