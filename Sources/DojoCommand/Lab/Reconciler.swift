import State

/// What has to be done so that what runs becomes what is desired. Pure; asked again after each step, until it has nothing
/// more to say.
enum Reconciler {
    /// An instance of a service as it stands.
    struct Actual: Hashable, Sendable {
        let id: InstanceID
        let state: Instance.State
        /// The number of the restart that its last start has carried out.
        let restart: Int64

        var isDown: Bool { state == .stopped || state == .failed }
    }

    enum Action: Hashable, Sendable {
        case start(InstanceID)
        /// In order: it hands over what it holds.
        case stop(InstanceID)
        case kill(InstanceID)
        case freeze(InstanceID)
        case thaw(InstanceID)
        /// It is down and is not to be there at all.
        case forget(InstanceID)
    }

    /// - Parameter counts: by service, where the lab says nothing.
    /// - Returns: the highest numbers first where something ends, the lowest first where something begins.
    static func actions(_ desired: DesiredState, counts: [String: Int], actual: [Actual]) -> [Action] {
        let wanted = ids(desired, counts: counts)
        let surplus = actual.filter { !wanted.contains($0.id) }.sorted { $0.id > $1.id }
        let present = Dictionary(actual.map { ($0.id, $0) }) { $1 }
        return surplus.compactMap(ending)
            + wanted.compactMap { id in action(desired, id, present[id]) }
    }

    /// The instances there are to be, whatever is to become of each.
    static func ids(_ desired: DesiredState, counts: [String: Int]) -> [InstanceID] {
        counts.keys.sorted().flatMap { service in
            (0..<(desired.counts[service] ?? counts[service] ?? 0)).map {
                InstanceID(service: service, number: $0 + 1)
            }
        }
    }

    private static func ending(_ actual: Actual) -> Action? {
        switch actual.state {
        case .stopped, .failed: .forget(actual.id)
        case .stopping: nil
        case .starting, .ready, .waiting, .frozen: .stop(actual.id)
        }
    }

    private static func action(_ desired: DesiredState, _ id: InstanceID, _ actual: Actual?) -> Action? {
        let wish = desired.wishes[id.text] ?? .running
        guard let actual else { return wish == .running || wish == .frozen ? .start(id) : nil }
        guard actual.state != .stopping else { return nil }
        switch wish {
        case .stopped: return actual.isDown ? nil : .stop(id)
        case .killed: return actual.isDown ? nil : .kill(id)
        case .running, .frozen:
            if desired.restarts[id.text] ?? 0 > actual.restart { return actual.isDown ? .start(id) : .stop(id) }
            return settle(id, actual.state, wish)
        }
    }

    /// One that runs, or is to.
    private static func settle(_ id: InstanceID, _ state: Instance.State, _ wish: DesiredState.Wish) -> Action? {
        switch state {
        case .stopped: .start(id)
        case .ready: wish == .frozen ? .freeze(id) : nil
        case .frozen: wish == .running ? .thaw(id) : nil
        // It is on its way, or was given up: who wants that again says so, which is a restart.
        case .starting, .waiting, .stopping, .failed: nil
        }
    }
}
