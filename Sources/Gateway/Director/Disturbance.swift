import State

/// One thing that is done to the dojo and can be undone. Chaos and drills are made of these.
enum Disturbance: Hashable, Sendable {
    /// An instance is killed or stands still; undone, it runs again.
    case instance(String, DesiredState.Wish)
    /// The same, of all instances that a service has.
    case service(String, DesiredState.Wish)
    /// How many instances a service is to have.
    case scale(String, Int)
    /// A setting, and what it becomes.
    case setting(SettingsValues.Name, String)
    case broker(DesiredState.Broker)
    /// One order is changed over and over: its key keeps one partition busy.
    case hotOrder
    /// Records on `orders` that nobody can read. They stay, and nobody has to undo anything.
    case poison(Int)

    /// What is done, as the log tells it.
    var action: String {
        switch self {
        case .instance(_, let wish), .service(_, let wish): Self.verb(wish)
        case .scale: "scale"
        case .setting: "set"
        case .broker(.up): "up"
        case .broker(.down): "down"
        case .broker(.slow): "slow"
        case .hotOrder: "rush"
        case .poison: "poison"
        }
    }

    static func verb(_ wish: DesiredState.Wish) -> String {
        switch wish {
        case .running: "start"
        case .stopped: "stop"
        case .killed: "kill"
        case .frozen: "freeze"
        }
    }

    var target: String {
        switch self {
        case .instance(let name, _), .service(let name, _), .scale(let name, _): name
        case .setting(let name, _): name.rawValue
        case .broker: "broker"
        case .hotOrder, .poison: "orders"
        }
    }

    var detail: String {
        switch self {
        case .instance, .service, .broker(.up), .broker(.down): ""
        case .scale(_, let count): "to \(count)"
        case .setting(_, let value): "to \(value)"
        case .broker(.slow(let delay)): "by \(delay) ms"
        case .hotOrder: "one order, changed over and over"
        case .poison(let count): "\(count) records that nobody can read"
        }
    }
}
