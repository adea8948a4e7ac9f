import Foundation
import JSONText
import Kafka
import State

/// What an instance of a service says of itself through presence, as far as groups are concerned.
struct InstanceReport: Hashable, Sendable {
    /// A partition that it reads.
    struct Reading: Hashable, Sendable, Decodable {
        let topic: String
        let partition: Int32
        /// The place after what is done of it; nil before anything is.
        let position: Int64?
        /// As far as the instance knows.
        let lag: Int64?
    }

    let id: String
    let group: String
    let readings: [Reading]
    /// By partition; nil before anything is done of it.
    let positions: [TopicPartition: Int64?]

    init(id: String, group: String, readings: [Reading]) {
        self.id = id
        self.group = group
        self.readings = readings
        positions = Dictionary(
            readings.map { (TopicPartition(topic: $0.topic, partition: $0.partition), $0.position) },
            uniquingKeysWith: { $1 })
    }

    /// Nil where it does not say which group it is in.
    init?(_ member: Presence.Member) {
        guard let group = member.details["group"] else { return nil }
        let text = member.details["partitions"] ?? "[]"
        let readings = (try? JSONDecoder().decode([Reading].self, from: Data(text.utf8))) ?? []
        self.init(id: member.id, group: group, readings: readings)
    }
}

extension InstanceReport.Reading {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.field("topic", topic)
            $0.field("partition", partition)
            if let position { $0.field("position", position) }
            if let lag { $0.field("lag", lag) }
        }
    }
}
