public import OrderEvents

/// A group that was asked to read again, and how far that has come.
public struct Replay: Hashable, Sendable {
    /// From where.
    public enum Start: Hashable, Sendable {
        /// The first record that there is still.
        case beginning
        /// The first record that is not older.
        case time(Timestamp)

        /// As it is stored.
        var text: String {
            switch self {
            case .beginning: "beginning"
            case .time(let time): "\(time.milliseconds)"
            }
        }

        init?(text: String) {
            if text == "beginning" {
                self = .beginning
            } else if let milliseconds = Int64(text) {
                self = .time(Timestamp(milliseconds: milliseconds))
            } else {
                return nil
            }
        }
    }

    /// One partition.
    public struct Place: Hashable, Comparable, Sendable, CustomStringConvertible {
        public let topic: String
        public let partition: Int32

        public init(topic: String, partition: Int32) {
            self.topic = topic
            self.partition = partition
        }

        /// As it is stored: `orders/1`.
        public var description: String { "\(topic)/\(partition)" }

        init?(text: Substring) {
            let parts = text.split(separator: "/")
            guard parts.count == 2, let partition = Int32(parts[1]) else { return nil }
            self.init(topic: String(parts[0]), partition: partition)
        }

        public static func < (a: Place, b: Place) -> Bool { (a.topic, a.partition) < (b.topic, b.partition) }
    }

    /// What was done about a partition.
    public enum State: Hashable, Sendable {
        /// Nobody who reads it has heard of it.
        case waiting
        case claimed(by: String)
        /// It was sent back to this offset, and is read from there.
        case done(by: String, offset: Int64)

        init(text: String) {
            let words = text.split(separator: " ").map(String.init)
            switch (words.first, words.count) {
            case ("claimed", 2): self = .claimed(by: words[1])
            case ("done", 3): self = .done(by: words[1], offset: Int64(words[2]) ?? 0)
            default: self = .waiting
            }
        }
    }

    public let id: String
    public let group: String
    public let start: Start
    /// When it was asked for.
    public let time: Timestamp
    public let states: [Place: State]
    /// Where each partition ended when it was asked for: what lies before that is read again.
    public let ends: [Place: Int64]

    /// Reads the hash that `replay_request.lua` writes.
    init?(_ fields: [String: String]) {
        guard let id = fields["id"], let group = fields["group"], let start = fields["from"].flatMap(Start.init(text:)),
            let time = fields["at"].flatMap({ Int64($0) })
        else { return nil }
        self.id = id
        self.group = group
        self.start = start
        self.time = Timestamp(milliseconds: time)
        var states: [Place: State] = [:]
        var ends: [Place: Int64] = [:]
        for (name, value) in fields {
            if name.hasPrefix("place:"), let place = Place(text: name.dropFirst("place:".count)) {
                states[place] = State(text: value)
            } else if name.hasPrefix("end:"), let place = Place(text: name.dropFirst("end:".count)) {
                ends[place] = Int64(value)
            }
        }
        self.states = states
        self.ends = ends
    }
}
