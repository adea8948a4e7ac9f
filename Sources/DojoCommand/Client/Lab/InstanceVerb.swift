/// What is done to one instance by a command of its own: `dojo kill notification-2`.
protocol InstanceVerb: Sendable {
    static var word: String { get }
    static var abstract: String { get }
    /// What is true from then on: "fraud-1 …".
    static var outcome: String { get }
}

enum StopVerb: InstanceVerb {
    static let word = "stop"
    static let abstract = "Stops an instance in order; it stays stopped until it is started."
    static let outcome = "is stopped"
}

enum StartVerb: InstanceVerb {
    static let word = "start"
    static let abstract = "Starts an instance that was stopped or killed, or has failed."
    static let outcome = "is started"
}

enum RestartVerb: InstanceVerb {
    static let word = "restart"
    static let abstract = "Stops an instance in order and starts it again."
    static let outcome = "is started anew"
}

enum KillVerb: InstanceVerb {
    static let word = "kill"
    static let abstract = "Ends an instance at once (kill -9); it stays so until it is started."
    static let outcome = "is killed, and stays so until dojo start"
}

enum FreezeVerb: InstanceVerb {
    static let word = "freeze"
    static let abstract = "Stops an instance in its tracks: it keeps all it has and answers nobody."
    static let outcome = "is frozen, until dojo thaw"
}

enum ThawVerb: InstanceVerb {
    static let word = "thaw"
    static let abstract = "Lets an instance go on that was frozen."
    static let outcome = "goes on"
}
