import JSONText
import Kafka
import OrderEvents
import State

/// How far a replay has come.
struct ReplayProgress: Hashable, Sendable {
    let replay: Replay
    /// Partitions that were sent back.
    let started: Int
    /// Those of them that are read again up to where they ended when it was asked for.
    let done: Int
    /// Records that are still to be read again.
    let lag: Int64

    /// - Parameter group: nil where nothing is known of it.
    init(_ replay: Replay, _ group: ClusterState.Group?) {
        self.replay = replay
        var (started, done, lag) = (0, 0, Int64(0))
        for (place, end) in replay.ends {
            let partition = TopicPartition(topic: place.topic, partition: place.partition)
            let now = group?.places.first { $0.partition == partition }
            let begin = now?.offsets.lowerBound ?? 0
            guard case .done(_, let offset)? = replay.states[place] else {
                lag += max(0, end - begin)
                continue
            }
            started += 1
            // What it says of itself may be from before.
            let left = max(0, end - max(now?.position ?? offset, begin))
            if left == 0 { done += 1 }
            lag += left
        }
        (self.started, self.done, self.lag) = (started, done, lag)
    }

    var isOver: Bool { done == replay.ends.count }

    func write(to json: inout JSONWriter) {
        json.object {
            $0.field("id", replay.id)
            $0.field("group", replay.group)
            switch replay.start {
            case .beginning: $0.field("from", "beginning")
            case .time(let time): $0.field("from", time.iso8601)
            }
            $0.field("requestedAt", replay.time.milliseconds)
            $0.field("partitions", replay.ends.count)
            $0.field("started", started)
            $0.field("done", done)
            $0.field("lag", lag)
        }
    }
}
