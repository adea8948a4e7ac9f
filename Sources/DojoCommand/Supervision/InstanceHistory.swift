/// What is known of all processes that ran under one name, also when none does. On the supervisor's loop only.
final class InstanceHistory {
    var output = OutputLog()
    /// Processes started under this name.
    var launches = 0
    /// How the last one that ended did.
    var lastExit: ExitStatus?
    /// When the last one was started, in ms since 1970.
    var startedAt: Int64?

    /// How often it was started again.
    var restarts: Int { max(0, launches - 1) }
}
