import JSONText
import State

/// `settings`.
struct SettingsSection: SystemSection {
    let settings: Settings

    nonisolated(nonsending) func write(to json: inout JSONWriter, _ facts: SystemFacts) async {
        let disguise = Disguise(facts.director)
        json.raw("settings", disguise.applied(to: settings.current, defaults: settings.defaults).json)
    }
}
