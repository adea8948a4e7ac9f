import State

extension Situation {
    /// What the facts of the system say of it.
    ///
    /// - Parameter settings: what holds now.
    init(_ facts: SystemFacts, settings: SettingsValues) {
        supervisor = facts.supervisor
        desired = facts.desired
        instances = facts.services.map { member in
            Instance(
                id: member.id, service: member.details["service"] ?? "",
                isRunning: member.details["state"] == "running" || member.details["state"] == "waiting")
        }
        for name in SettingsValues.Name.allCases { self.settings[name.rawValue] = settings[name] }
    }
}
