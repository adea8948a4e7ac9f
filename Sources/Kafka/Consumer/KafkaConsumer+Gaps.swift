internal import CLibrdkafka

/// Records that were gone before they were read. A log has holes for other reasons too (compaction, transactions), so
/// where it may have, the broker is asked whether its log begins after the hole.
extension KafkaConsumer {
    func noteGap(_ missing: Range<Int64>, in partition: TopicPartition) {
        // The embedded broker knows neither: what is missing there fell off its end.
        if options.isEmbedded {
            notices.skipped[partition, default: 0] += Int64(missing.count)
            return
        }
        gaps[partition, default: []].append(missing)
        checkGaps()
    }

    /// One question at a time; what is noted meanwhile is asked together after it.
    private func checkGaps() {
        guard !isCheckingGaps, !gaps.isEmpty, let client else { return }
        isCheckingGaps = true
        let asked = gaps
        gaps = [:]
        Task { [weak self] in
            let skipped = await client.blocking { Self.skipped(asked, on: $0) }
            await self?.report(skipped)
        }
    }

    private static func skipped(
        _ gaps: [TopicPartition: [Range<Int64>]], on handle: OpaquePointer
    ) -> [TopicPartition: Int64] {
        var skipped: [TopicPartition: Int64] = [:]
        for (partition, missing) in gaps {
            // When the broker does not say, all of it counts: too many is better than silence.
            let answer = KafkaAdmin.watermarks(of: partition, on: handle, timeout: 1000)
            let low = (try? answer.get().low) ?? .max
            let count = missing.reduce(Int64(0)) { $0 + Int64($1.clamped(to: .min..<low).count) }
            if count > 0 { skipped[partition] = count }
        }
        return skipped
    }

    private func report(_ skipped: [TopicPartition: Int64]) {
        isCheckingGaps = false
        notices.skipped.merge(skipped, uniquingKeysWith: +)
        if !skipped.isEmpty { becameReadable() }
        checkGaps()
    }
}
