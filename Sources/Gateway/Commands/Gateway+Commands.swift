import Redis
import State

extension Gateway {
    /// What can be asked of every shard alike, whatever is asked for; what a shard adds is in ``Shard/ownCommands``.
    func commands() async throws(StateError) -> [Command] {
        SettingsCommands(settings: try await openSettings()).commands
    }

    /// The settings of the workshop; nil where there is no Redis, or no folder with its scripts.
    private func openSettings() async throws(StateError) -> Settings? {
        guard let home = options.home, let redis = redis(on: control, name: "settings") else { return nil }
        let settings = try Settings(
            redis: redis, scripts: ScriptFolder("\(home)/redis"), defaults: options.settings)
        guards.append(Task { await settings.start() })
        return settings
    }
}
