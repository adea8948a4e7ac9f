/// What was done about a dead letter.
public struct DeadLetterState: Hashable, Sendable {
    public enum Stage: String, Hashable, Sendable {
        /// Nobody has done anything, or what was begun is not known to be in Kafka.
        case waiting
        case redriven
        case discarded
    }

    public var stage: Stage
    /// How often it was sent back to where it came from.
    public var redriveCount: Int
    /// Where the record is that it was sent back as the last time: `<topic>/<partition>/<offset>`.
    public var place: String?

    public init(stage: Stage = .waiting, redriveCount: Int = 0, place: String? = nil) {
        self.stage = stage
        self.redriveCount = redriveCount
        self.place = place
    }

    /// As `deadletter_list.lua` tells it. One that is being sent back has not been.
    init(stored state: String, count: Int, place: String) {
        let isUnderWay = state == "redriving"
        self.init(
            stage: Stage(rawValue: state) ?? .waiting, redriveCount: isUnderWay ? count - 1 : count,
            place: place.isEmpty ? nil : place)
    }
}
