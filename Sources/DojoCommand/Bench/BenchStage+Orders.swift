import Bench
import EventLoop
import Foundation
import Glibc
import Kafka

extension BenchStage {
    /// Has callers place orders for a while, in a process of their own, until the last was answered.
    func placeOrders(
        on server: Server, connections: Int, for window: Duration
    ) async throws(CommandError) -> LoadMeasure {
        let (_, lines) = try await run([
            settings.project.dojo, BenchOrdersCommand.commandName, "--port", "\(server.port)", "--connections",
            "\(connections)", "--milliseconds", "\(Int(window / .milliseconds(1)))",
        ])
        var measure = LoadMeasure()
        for line in lines {
            guard let report = try? JSONDecoder().decode(SwarmReport.self, from: Data(line.utf8)) else { continue }
            measure.seconds += Double(report.span) / 1_000_000
            measure.deliveries += report.deliveries
            measure.lost = report.lost
            measure.latencies.add(LatencyHistogram(buckets: report.latencies))
            if let error = report.error { measure.error = error }
        }
        return measure
    }

    /// Records that were ever written to these topics.
    func records(of topics: [(name: String, partitions: Int32)]) async -> Int {
        let admin = KafkaAdmin(loop: loop, options: kafka, timeout: .seconds(5))
        var records: Int64 = 0
        for topic in topics {
            for partition in 0..<topic.partitions {
                let place = TopicPartition(topic: topic.name, partition: partition)
                records += (try? await admin.watermarks(of: place).high) ?? 0
            }
        }
        await admin.close()
        return Int(records)
    }
}
