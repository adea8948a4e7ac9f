import Redis
import State

extension Gateway {
    /// What can be asked of every shard alike, whatever is asked for; what a shard adds is in ``Shard/ownCommands``.
    func commands() async throws(StateError) -> [Command] {
        let settings = try openSettings()
        return SettingsCommands(settings: settings).commands + (try openRoom(settings))
    }

    /// The settings of the workshop; nil where there is no Redis, or no folder with its scripts.
    func openSettings() throws(StateError) -> Settings? {
        if let settings { return settings }
        guard let home = options.home, let redis = redis(on: control, name: "settings") else { return nil }
        let settings = try Settings(
            redis: redis, scripts: ScriptFolder("\(home)/redis"), defaults: options.settings)
        guards.append(Task { await settings.start() })
        self.settings = settings
        return settings
    }
}
