import State

/// The work that a service seems to do when it is called: time that whoever calls sees pass.
struct WorkPace: Sendable {
    let settings: Settings

    /// Waits without keeping a thread. A stop of the process ends it early.
    func work() async {
        try? await Task.sleep(for: .milliseconds(settings.current.workTime))
    }
}
