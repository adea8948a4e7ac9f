import JSONText
import State

/// `settings`.
struct SettingsSection: SystemSection {
    let settings: Settings

    nonisolated(nonsending) func write(to json: inout JSONWriter, _ facts: SystemFacts) async {
        json.raw("settings", settings.current.json)
    }
}
