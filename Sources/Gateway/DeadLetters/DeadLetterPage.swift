import Fanout

/// Places in dead-letter topics from which a listing goes on backwards: `orders-dlq:0:12,audit-dlq:0:3`.
struct DeadLetterPlaces: Hashable, Sendable {
    /// Offsets before which to look, by topic and partition; where there is none, the end.
    private(set) var before: [String: [Int32: Int64]] = [:]

    init() {}

    init?(text: String) {
        for part in text.split(separator: ",") {
            let words = part.split(separator: ":")
            guard words.count == 3, let partition = Int32(words[1]), let offset = Int64(words[2]), offset >= 0 else {
                return nil
            }
            before[String(words[0]), default: [:]][partition] = offset
        }
    }

    subscript(topic: String, partition: Int32) -> Int64? {
        get { before[topic]?[partition] }
        set { before[topic, default: [:]][partition] = newValue }
    }

    var text: String {
        before.flatMap { topic, partitions in partitions.map { "\(topic):\($0.key):\($0.value)" } }.sorted()
            .joined(separator: ",")
    }
}

/// Some dead letters, newest first.
struct DeadLetterPage: Sendable {
    var letters: [FoundRecord]
    /// Where older ones begin; nil: there are none.
    var next: DeadLetterPlaces?

    /// Takes the newest of what was found.
    ///
    /// - Parameters:
    ///   - looked: the offsets that were looked at, by topic and partition.
    ///   - begins: the first offset that there is, likewise.
    init(
        _ found: [FoundRecord], most: Int, looked: [String: [Int32: Range<Int64>]],
        begins: [String: [Int32: Int64]]
    ) {
        letters = Self.merged(found, most: most)
        var places = DeadLetterPlaces()
        var hasMore = false
        for (topic, partitions) in looked {
            for (partition, range) in partitions {
                let all = found.filter { $0.topic == topic && $0.entry.partition == partition }
                let taken = letters.filter { $0.topic == topic && $0.entry.partition == partition }
                // Where all that was found is on the page, what was looked at is done with; else what is left comes next.
                let next =
                    all.count == taken.count
                    ? range.lowerBound : taken.map(\.entry.offset).min() ?? range.upperBound
                places[topic, partition] = next
                if next > begins[topic]?[partition] ?? 0 { hasMore = true }
            }
        }
        next = hasMore ? places : nil
    }

    /// The newest by time, each partition in its own order: a page must not take a letter and leave a later one of the same
    /// partition, or the next page would begin before that.
    private static func merged(_ found: [FoundRecord], most: Int) -> [FoundRecord] {
        struct Lane: Hashable {
            let topic: String
            let partition: Int32
        }
        var lanes = Dictionary(grouping: found) { Lane(topic: $0.topic, partition: $0.entry.partition) }
            .mapValues { $0.sorted { $0.entry.offset < $1.entry.offset } }
        var letters: [FoundRecord] = []
        while letters.count < most {
            let heads = lanes.compactMap { lane, records in records.last.map { (lane, $0.entry.timestamp) } }
            guard let newest = heads.max(by: { ($0.1, $0.0.topic) < ($1.1, $1.0.topic) }) else { break }
            if let letter = lanes[newest.0]?.popLast() { letters.append(letter) }
        }
        return letters
    }
}
