import EventLoop

extension RecordLoop {
    /// Adds what this loop knows to a report.
    func complete(_ report: inout HealthReport) {
        report.state = trouble != nil ? .waiting : hasJoined ? .running : .joining
        report.reason = trouble
        report.handled = handled
        report.failed = failures
        report.perSecond = recent.rate(at: EventLoop.now)
        report.median = recent.percentile(0.5, at: EventLoop.now)
        report.nearlyAll = recent.percentile(0.99, at: EventLoop.now)
        for partition in assignment.keys {
            report.partitions.append(.init(partition: partition, position: positions[partition]))
        }
        report.partitions.sort { $0.partition < $1.partition }
        report.lag = consumer.assumeIsolated { $0.lag() }
        // What waits here, or is in hand, was read but is not done.
        for (partition, waiting) in merge.counts { report.lag[partition, default: 0] += Int64(waiting) }
        for batch in inHand.values {
            for entry in batch.entries where isOurs(entry) { report.lag[entry.partition, default: 0] += 1 }
        }
    }
}
