import State

/// What can be done to one instance.
enum InstanceAction: String, CaseIterable, Sendable {
    case stop, start, restart, kill, freeze, thaw

    /// What is desired of it from then on.
    var wish: DesiredState.Wish {
        switch self {
        case .stop: .stopped
        case .start, .restart, .thaw: .running
        case .kill: .killed
        case .freeze: .frozen
        }
    }

    /// - Parameter isFailed: it has crashed so often that nobody starts it any more, unless it is said anew.
    func changes(of instance: String, isFailed: Bool) -> [Lab.Change] {
        let startsAnew = self == .restart || isFailed && wish == .running
        return [.wish(instance: instance, wish == .running ? nil : wish)]
            + (startsAnew ? [.restart(instance: instance)] : [])
    }
}
