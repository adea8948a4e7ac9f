import State

/// The settings as people are told of them: without what a drill has set, as long as nobody has found it.
struct ToldSettings: Sendable {
    let settings: Settings
    /// Nil where there are no drills.
    let director: DirectorState?

    nonisolated(nonsending) func current() async -> SettingsValues { await told(settings.current) }

    /// All or none of them, by name; nil is what holds where nothing was ever set.
    nonisolated(nonsending) func set(_ changes: [SettingsValues.Name: String?]) async throws(StateError)
        -> SettingsValues
    {
        await told(try await settings.set(changes), except: Set(changes.keys))
    }

    /// While Redis does not answer they are told as they are: nobody then knows of a drill either.
    nonisolated(nonsending) private func told(
        _ values: SettingsValues, except named: Set<SettingsValues.Name> = []
    ) async -> SettingsValues {
        Disguise(try? await director?.look()).applied(to: values, defaults: settings.defaults, except: named)
    }
}
