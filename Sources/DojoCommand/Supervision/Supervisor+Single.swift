import EventLoop

/// What is done to one part by itself, without waiting for what comes of it: that is told as any change is.
extension Supervisor {
    /// A part as it stands.
    struct Status: Sendable {
        let part: Part
        let state: Instance.State
        let pid: Int32?
        let restarts: Int
        let lastExit: String?
        let startedAt: Int64?
    }

    var statuses: [Status] {
        instances.values.map { instance in
            let history = history(of: instance.part.name)
            return Status(
                part: instance.part, state: instance.state, pid: instance.entry.identity?.pid,
                restarts: history.restarts, lastExit: history.lastExit?.description, startedAt: history.startedAt)
        }
    }

    /// Knows of a part that is not to run for now.
    func know(_ part: Part) {
        guard instances[part.name] == nil else { return }
        _ = instance(of: part)
        tellOfChange()
    }

    /// Starts a part, unless one of its name still runs.
    func begin(_ part: Part) {
        guard !isClosing, instances[part.name]?.isDown != false else { return }
        instance(of: part).start()
    }

    func end(_ name: String, grace: Duration) { instances[name]?.stop(grace: grace) }

    func kill(_ name: String) { instances[name]?.kill() }

    func freeze(_ name: String) { instances[name]?.freeze() }

    func thaw(_ name: String) { instances[name]?.thaw() }

    /// Knows nothing of a part any more that is down.
    func forget(_ name: String) {
        guard instances[name]?.isDown == true else { return }
        instances[name] = nil
        tellOfChange()
    }

    /// Lines that the processes of this name wrote after a number, and the number of the newest.
    func output(of name: String, after number: Int?) -> (lines: [OutputLog.Line], end: Int) {
        let output = history(of: name).output
        return (output.lines(after: number), output.end)
    }
}
