import State

/// The settings as people are told of them: without what a drill has set, as long as nobody has found it.
struct ToldSettings: Sendable {
    let settings: Settings
    /// Nil where there are no drills.
    let director: DirectorState?

    nonisolated(nonsending) func current() async -> SettingsValues {
        await disguise().applied(to: settings.current, defaults: settings.defaults)
    }

    /// All or none of them, by name; nil is what holds where nothing was ever set.
    nonisolated(nonsending) func set(_ changes: [SettingsValues.Name: String?]) async throws(StateError)
        -> (before: SettingsValues, after: SettingsValues)
    {
        // From before it, too: what a drill has set may be mended by it, and forgotten a moment later.
        let earlier = await disguise()
        let values = try await settings.change(changes)
        let later = await disguise()
        func told(_ values: SettingsValues, except named: Set<SettingsValues.Name> = []) -> SettingsValues {
            let values = earlier.applied(to: values, defaults: settings.defaults, except: named)
            return later.applied(to: values, defaults: settings.defaults, except: named)
        }
        return (told(values.before), told(values.after, except: Set(changes.keys)))
    }

    /// While Redis does not answer they are told as they are: nobody then knows of a drill either.
    nonisolated(nonsending) private func disguise() async -> Disguise { Disguise(try? await director?.look()) }
}
