import JSONText
import Kafka
import OrderEvents
import State

/// Where topics begin and end, and how far groups have come, at one moment.
struct ClusterState: Hashable, Sendable {
    /// How far a group has come in one partition.
    struct Place: Hashable, Sendable {
        let partition: TopicPartition
        /// The offset of the next record to be done; nil where the group has not been here.
        let position: Int64?
        /// Who reads it; nil where nobody says so.
        let instance: String?
        /// The partition's own.
        let offsets: Range<Int64>

        /// Records still to be done, of those that there are still. None, where what an instance says of itself is newer than
        /// what is known of the partition.
        var lag: Int64 { max(0, offsets.upperBound - max(position ?? offsets.lowerBound, offsets.lowerBound)) }
    }

    struct Group: Hashable, Sendable {
        let name: String
        /// By topic and partition.
        let places: [Place]
    }

    let topics: [String]
    let offsets: [TopicPartition: Range<Int64>]
    let groups: [Group]

    /// - Parameters:
    ///   - topics: in the order in which they are shown.
    ///   - offsets: of their partitions.
    ///   - committed: what groups have committed, for partitions of which no instance says anything.
    init(
        topics: [String], offsets: [TopicPartition: Range<Int64>], readers: [GroupNames.Reader],
        reports: [InstanceReport], committed: [String: [TopicPartition: Int64]]
    ) {
        self.topics = topics
        self.offsets = offsets
        groups = readers.map { reader in
            let mine = reports.filter { $0.group == reader.group }
            let partitions = offsets.keys.filter { reader.topics.contains($0.topic) }.sorted()
            return Group(
                name: reader.group,
                places: partitions.map { partition in
                    // While a partition changes hands two may say that it is theirs: who has done something of it.
                    let owners = mine.filter { $0.positions[partition] != nil }
                    let owner = owners.max { ($0.positions[partition]! ?? -1) < ($1.positions[partition]! ?? -1) }
                    let reported = owner.flatMap { $0.positions[partition]! }
                    return Place(
                        partition: partition, position: reported ?? committed[reader.group]?[partition],
                        instance: owner?.id, offsets: offsets[partition] ?? 0..<0)
                })
        }
    }

    /// Partitions that a group reads and of which no instance says how far it has come.
    static func unreported(
        _ reader: GroupNames.Reader, of partitions: some Collection<TopicPartition>, by reports: [InstanceReport]
    ) -> [TopicPartition] {
        let known = reports.filter { $0.group == reader.group }
        return partitions.filter { partition in
            reader.topics.contains(partition.topic)
                && !known.contains { ($0.positions[partition] ?? nil) != nil }
        }.sorted()
    }

    subscript(group: String) -> Group? { groups.first { $0.name == group } }

    // MARK: As clients see it

    func write(topicsTo json: inout JSONWriter) {
        json.array { json in
            for topic in topics {
                let partitions = offsets.filter { $0.key.topic == topic }.sorted { $0.key < $1.key }
                guard !partitions.isEmpty else { continue }
                json.object {
                    $0.field("name", topic)
                    $0.array("partitions") { json in
                        for (partition, offsets) in partitions {
                            json.object {
                                $0.field("partition", partition.partition)
                                $0.field("begin", offsets.lowerBound)
                                $0.field("end", offsets.upperBound)
                            }
                        }
                    }
                }
            }
        }
    }

    func write(groupsTo json: inout JSONWriter) {
        json.array { json in
            for group in groups {
                json.object {
                    $0.field("name", group.name)
                    $0.array("partitions") { json in for place in group.places { place.write(to: &json) } }
                }
            }
        }
    }
}

extension ClusterState.Place {
    fileprivate func write(to json: inout JSONWriter) {
        json.object {
            $0.field("topic", partition.topic)
            $0.field("partition", partition.partition)
            if let position { $0.field("position", position) } else { $0.null("position") }
            $0.field("end", offsets.upperBound)
            $0.field("lag", lag)
            if let instance { $0.field("instance", instance) } else { $0.null("instance") }
        }
    }
}
