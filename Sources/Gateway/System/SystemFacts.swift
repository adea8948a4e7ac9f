import State

/// What is known of the system at one moment, for all sections of its document.
struct SystemFacts: Sendable {
    /// Milliseconds since 1970, of this machine.
    var time: Int64
    /// Whether Redis answered: without it the lists are empty.
    var isRedisReachable = false
    /// Instances of services that say they are there.
    var services: [Presence.Member] = [] {
        didSet { reports = services.compactMap(InstanceReport.init) }
    }
    /// What they say that they read.
    private(set) var reports: [InstanceReport] = []
    var gateways: [Presence.Member] = []
    /// Nil where nobody runs the processes who would see to what is desired.
    var supervisor: SupervisorReport?
    var desired = DesiredState()
    /// What chaos and drills do; nil where that is not known.
    var director: DirectorState.Look?

    /// How many instances of a service there are to be; nil where nobody sees to that.
    func count(of service: String) -> Int? {
        supervisor.flatMap { desired.counts[service] ?? $0.counts[service] }
    }
}
