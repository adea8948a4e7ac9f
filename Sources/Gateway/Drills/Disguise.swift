import State

/// How the system is told of while a drill waits to be found: as if what it has done had come of itself. What was
/// wished, scaled and set is told as it was before; a process that it ended has failed, one that it froze is there as
/// always and only says no more. What the fault leads to shows as ever. Pure.
///
/// As soon as somebody has named the fault everything is told as it is, so that it can be mended with open eyes.
struct Disguise: Sendable {
    private var undo: Undo?

    /// - Parameter director: nil where nothing is known of drills: there is nothing to hide then.
    init(_ director: DirectorState.Look?) {
        guard let director, let drill = director.drill, !drill.isOver, drill.foundAt == nil else { return }
        undo = director.undos[Director.drillUndo].flatMap { Undo(text: $0) }
    }

    /// What is desired and what runs, but for what somebody has changed since.
    func applied(to facts: SystemFacts) -> SystemFacts {
        guard let undo else { return facts }
        var facts = facts
        for id in undo.instances where facts.desired.wishes[id]?.rawValue == undo.wish {
            let wish = facts.desired.wishes.removeValue(forKey: id)
            facts.supervisor?.disguise(id, wish)
        }
        if let service = undo.service, facts.desired.counts[service] == undo.given {
            facts.desired.counts[service] = undo.count
        }
        if undo.broker, facts.desired.broker?.text == undo.value {
            facts.desired.broker = nil
            facts.supervisor?.brokerState = DesiredState.Broker.up.text
        }
        return facts
    }

    /// The settings, but for what somebody has changed since.
    ///
    /// - Parameter named: those that whoever is told has just set.
    func applied(
        to settings: SettingsValues, defaults: SettingsValues, except named: Set<SettingsValues.Name> = []
    ) -> SettingsValues {
        guard let undo, let name = undo.setting.flatMap({ SettingsValues.Name(rawValue: $0) }), !named.contains(name),
            settings[name] == undo.value
        else { return settings }
        var settings = settings
        try? settings.set(name, to: undo.before ?? defaults[name])
        return settings
    }
}

extension SupervisorReport {
    fileprivate mutating func disguise(_ id: String, _ wish: DesiredState.Wish?) {
        guard let index = parts.firstIndex(where: { $0.name == id }) else { return }
        switch (wish, parts[index].state) {
        case (.killed, "stopped"), (.killed, "stopping"): parts[index].state = "failed"
        case (.frozen, "frozen"): parts[index].state = "ready"
        default: break
        }
    }
}
