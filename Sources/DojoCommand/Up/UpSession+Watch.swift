import Glibc

/// `dojo up --watch`: what a saved file touches is built and restarted, while orders and offsets stay.
extension UpSession {
    /// Begins to watch, once.
    func watchSources() async throws(CommandError) {
        guard rebuilder == nil else { return }
        guard let package = parts.project.folder, Project.find("swift") != nil,
            access(package + "/Package.swift", R_OK) == 0
        else { throw CommandError(.unavailable, "--watch needs the project's sources and `swift` in PATH") }
        let rebuilder = Rebuilder(
            loop: loop, tool: BuildTool(package: package, dojo: parts.project.dojo), supervisor: supervisor,
            console: console
        ) { [weak self] plan in await self?.apply(plan) }
        self.rebuilder = rebuilder
        try await rebuilder.start()
        console.say("Watching Sources/, redis/ and web/")
    }

    private func apply(_ plan: ChangePlan) async {
        guard phase == .running else { return }
        if plan.losesState {
            console.say("The embedded broker has changed. \(parts.whatIsLost) is gone: starting again, empty.")
            return await startAfresh()
        }
        isApplying = true
        do throws(CommandError) {
            try await restart(plan.roles)
        } catch {
            if !error.message.isEmpty, phase == .running { console.complain(error.message) }
        }
        isApplying = false
        reconcileSoon()
    }

    /// Starts anew what is of these roles or has failed, and is to run: what the lab has stopped stays so.
    private func restart(_ roles: Set<Part.Role>) async throws(CommandError) {
        let failed = await supervisor.failed
        let touched = try partsToRun().filter { roles.contains($0.role) || failed.contains($0.name) }
        guard !touched.isEmpty else { return }
        let names = Set(touched.map(\.name))
        await supervisor.stop(grace: parts.grace) { names.contains($0.name) }
        guard phase == .running else { return }
        try await supervisor.start(touched, deadline: parts.options.startDeadline)
    }
}
