import OrderEvents
import Redis
import State

extension Gateway {
    /// What can be asked of every shard alike, whatever is asked for; what a shard adds is in ``Shard/ownCommands``.
    ///
    /// - Parameter state: nil where there is no Redis.
    func commands(
        _ state: LabState?, _ records: RecordDesk, _ diary: LabDiary
    ) async throws(StateError) -> [Command] {
        let output = state.map { OutputDesk(loop: control, redis: $0.redis) }
        await output?.start()
        let lab = LabCommands(
            state: state, output: output, layouts: ServiceLayout.all(options.groups, options.topics), diary: diary)
        let settings = try openSettings()
        let director = try openDirector(state)
        self.director = director
        let told = settings.map { ToldSettings(settings: $0, director: director?.store) }
        return SettingsCommands(settings: told, diary: diary).commands + lab.commands
            + records.commands(told, diary) + (try openRoom(told, diary))
            + ChaosCommands(director: director, diary: diary).commands
            + DrillCommands(director: director, diary: diary).commands
            + LearningCommands(learning: state?.learning, diary: diary).commands
    }

    /// Nil where there is no Redis, or no folder with its scripts.
    func openLabState() throws(StateError) -> LabState? {
        guard let home = options.home, let settings = try openSettings(), let redis = redis(on: control, name: "lab")
        else { return nil }
        return try LabState(redis: redis, scripts: ScriptFolder("\(home)/redis"), settings: settings)
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
