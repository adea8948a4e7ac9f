import EventLoop
import Kafka
import OrderEvents
import State

/// Reads where topics begin and end and how far groups have come: when somebody asks, and once a second at most, whoever
/// asks.
actor ClusterView {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private let admin: KafkaAdmin
    /// In the order in which they are shown.
    private let topics: [String]
    private let readers: [GroupNames.Reader]
    /// Nil where nobody can say how far they have come.
    private let presence: Presence?
    private var reading: Task<Result<ClusterState, KafkaError>, Never>?
    private var last: (state: ClusterState, time: Duration)?
    private var clusterID: String?

    init(loop: EventLoop, options: GatewayOptions, presence: Presence?) {
        self.loop = loop
        self.presence = presence
        admin = KafkaAdmin(loop: loop, options: options.kafka, timeout: .seconds(3))
        topics = options.channels.map(\.name)
        readers = options.takesOrders ? options.groups.readers(of: options.topics) : []
    }

    /// As it is, or was at most a second ago.
    func current() async throws(Problem) -> ClusterState { try await current(atMost: .milliseconds(900)) }

    /// As it is at this moment.
    func fresh() async throws(Problem) -> ClusterState { try await current(atMost: .zero) }

    /// For who does not wait for a broker that is slow: as it is where that can be told within half a second, else as it was
    /// some seconds ago; nil where that is not known either.
    ///
    /// - Parameter reports: what instances have just said of themselves.
    func soon(_ reports: [InstanceReport]) async -> ClusterState? {
        if let last, EventLoop.now - last.time < .milliseconds(900) { return last.state }
        let task = reading ?? Task { await read(reports) }
        reading = task
        let signal = Signal()
        Task {
            _ = await task.value
            signal.raise()
        }
        await signal.wait(atMost: .milliseconds(500))
        return last.flatMap { EventLoop.now - $0.time < .seconds(5) ? $0.state : nil }
    }

    /// Identifies the cluster in ids that are made of offsets.
    func cluster() async throws(Problem) -> String {
        if let clusterID { return clusterID }
        do throws(KafkaError) {
            let id = try await admin.clusterID()
            clusterID = id
            return id
        } catch {
            throw .clusterUnavailable(error)
        }
    }

    func close() async { await admin.close() }

    private func current(atMost age: Duration) async throws(Problem) -> ClusterState {
        if let last, EventLoop.now - last.time < age { return last.state }
        if age == .zero { _ = await reading?.value }
        let task = reading ?? Task { await read() }
        reading = task
        let result = await task.value
        do throws(KafkaError) {
            return try result.get()
        } catch {
            throw .clusterUnavailable(error)
        }
    }

    /// - Parameter reports: nil where they are not known yet.
    private func read(_ told: [InstanceReport]? = nil) async -> Result<ClusterState, KafkaError> {
        defer { reading = nil }
        do throws(KafkaError) {
            let counts = try await admin.partitionCounts()
            let partitions = topics.flatMap { topic in
                (0..<(counts[topic] ?? 0)).map { TopicPartition(topic: topic, partition: $0) }
            }
            let offsets = try await admin.watermarks(of: partitions)
            let reports = if let told { told } else { await reports() }
            var committed: [String: [TopicPartition: Int64]] = [:]
            for reader in readers {
                let silent = ClusterState.unreported(reader, of: offsets.keys, by: reports)
                committed[reader.group] = try await admin.committed(by: reader.group, silent)
            }
            let state = ClusterState(
                topics: topics, offsets: offsets, readers: readers, reports: reports, committed: committed)
            last = (state, EventLoop.now)
            return .success(state)
        } catch {
            return .failure(error)
        }
    }

    /// While Redis is away groups are where they have committed to be.
    private func reports() async -> [InstanceReport] {
        let members = try? await presence?.list(kind: Presence.services).members
        return (members ?? []).compactMap(InstanceReport.init)
    }
}

extension Problem {
    static func clusterUnavailable(_ error: KafkaError) -> Problem {
        Problem(
            503, "cluster.unavailable", "Kafka did not answer: \(error.message)", headers: ["Retry-After": "1"],
            retryAfter: 1000)
    }
}
