/// What is to run and how, as the lab has said it; what nobody said is as the dojo was started.
public struct DesiredState: Hashable, Sendable {
    /// What is to become of one instance.
    public enum Wish: String, Sendable, CaseIterable {
        case running, stopped
        /// Ended with SIGKILL, and left so until somebody starts it.
        case killed
        /// Stopped in its tracks with SIGSTOP.
        case frozen
    }

    /// What is to become of the broker.
    public enum Broker: Hashable, Sendable {
        case up, down
        /// Every answer takes this much longer.
        case slow(milliseconds: Int)

        /// As it stands in Redis: `up`, `down`, `slow:500`.
        public init?(_ text: String) {
            switch text {
            case "up": self = .up
            case "down": self = .down
            default:
                guard text.hasPrefix("slow:"), let delay = Int(text.dropFirst(5)), delay >= 0 else { return nil }
                self = .slow(milliseconds: delay)
            }
        }

        public var text: String {
            switch self {
            case .up: "up"
            case .down: "down"
            case .slow(let milliseconds): "slow:\(milliseconds)"
            }
        }
    }

    /// How many instances of a service, where that was said.
    public var counts: [String: Int] = [:]
    /// By instance, where something was said.
    public var wishes: [String: Wish] = [:]
    /// Rises each time an instance is to be started anew.
    public var restarts: [String: Int64] = [:]
    public var broker: Broker?
    /// Rises each time that everything is to begin anew.
    public var resets: Int64 = 0

    public init() {}

    /// Reads the hash in Redis. What makes no sense there, written by another hand, is passed over.
    public init(fields: [String: String]) {
        for (field, value) in fields {
            let parts = field.split(separator: ":", maxSplits: 1).map(String.init)
            switch (parts.first, parts.count) {
            case ("count", 2):
                counts[parts[1]] = Int(value).flatMap { (0...Self.mostInstances).contains($0) ? $0 : nil }
            case ("instance", 2): wishes[parts[1]] = Wish(rawValue: value)
            case ("restart", 2): restarts[parts[1]] = Int64(value)
            case ("broker", 1): broker = Broker(value)
            case ("reset", 1): resets = Int64(value) ?? 0
            default: break
            }
        }
    }

    /// Of one service.
    public static let mostInstances = 16
}
