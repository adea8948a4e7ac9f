import EventLoop
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DojoCommand

@Suite("Supervision", .timeLimit(.minutes(1))) struct SupervisorTests {
    /// A supervisor on a loop of its own, and what it told.
    private final class Stage: Sendable {
        let loop: EventLoop
        let supervisor: Supervisor
        let events = Events()

        init() throws {
            loop = try EventLoop(name: "supervisor test")
            supervisor = Supervisor(
                loop: loop, launcher: Launcher(executable: DojoProcess.program), console: Console(),
                environment: ProcessInfo.processInfo.environment
            ) { [events] in events.take($0) }
        }

        func end() async {
            await supervisor.kill()
            await supervisor.close(stateless: .zero, others: .zero)
            loop.stop()
        }
    }

    private final class Events: Sendable {
        private let events = Mutex<[String]>([])
        var all: [String] { events.withLock { $0 } }

        func take(_ event: Supervisor.Event) {
            switch event {
            case .ready(let part, _, _): events.withLock { $0.append("\(part.name) ready") }
            case .lost(let part, _): events.withLock { $0.append("\(part.name) lost") }
            case .changed: break
            }
        }
    }

    private func part(_ name: String, _ script: String, restart: Part.Restart = .always) -> Part {
        Part(name: name, role: .service(name), command: ["/bin/sh", "-c", script], restart: restart)
    }

    private func onStage(_ body: (Stage) async throws -> Void) async throws {
        let stage = try Stage()
        do { try await body(stage) } catch {
            await stage.end()
            throw error
        }
        await stage.end()
    }

    private func pid(_ name: String, _ stage: Stage) async -> pid_t? {
        await stage.supervisor.entries[name]?.identity?.pid
    }

    @Test func aChildLeadsAGroupOfItsOwn() async throws {
        try await onStage { stage in
            try await stage.supervisor.start([part("a", "exec sleep 60")])
            let child = try #require(await pid("a", stage))
            let status = try #require(ProcessStatus(of: child))
            #expect(status.group == child)
            #expect(status.group != getpgrp())
        }
    }

    @Test func whatCrashesIsStartedAgain() async throws {
        try await onStage { stage in
            try await stage.supervisor.start([part("a", "exec sleep 60")])
            let first = try #require(await pid("a", stage))
            kill(first, SIGKILL)
            try await waitUntil("it runs again") { await pid("a", stage).map { $0 != first } ?? false }
        }
    }

    @Test func whatWaitsForItsRestartIsStillKnown() async throws {
        try await onStage { stage in
            try? await stage.supervisor.start([part("a", "exit 3")])
            try await waitUntil("it waits") { await stage.supervisor.entries["a"]?.state == .waiting }
            let entry = try #require(await stage.supervisor.entries["a"])
            #expect(entry.lastExit == "exited with status 3")
        }
    }

    @Test func whatNeverGetsReadyIsGivenUpWithItsLastLines() async throws {
        try await onStage { stage in
            var broken = part("broken", "echo out of flour >&2; exit 3")
            broken.readiness = .listening(.unix(path: "/nowhere"))
            let error = await #expect(throws: CommandError.self) { try await stage.supervisor.start([broken]) }
            #expect(error?.code == .failure)
            #expect(error?.message.contains("broken cannot start: it exited with status 3") == true)
            #expect(error?.message.contains("out of flour") == true)
        }
    }

    @Test func aProgramThatIsMissingIsNotTriedAgain() async throws {
        try await onStage { stage in
            let missing = Part(
                name: "missing", role: .gateway, command: ["/no/such/program"],
                readiness: .listening(.unix(path: "/nowhere")))
            let error = await #expect(throws: CommandError.self) { try await stage.supervisor.start([missing]) }
            #expect(error?.message.contains("cannot start /no/such/program: No such file") == true)
        }
    }

    @Test func whatIsNotReadyInTimeIsNamed() async throws {
        try await onStage { stage in
            var slow = part("slow", "exec sleep 60")
            slow.readiness = .listening(.unix(path: "/nowhere"))
            let error = await #expect(throws: CommandError.self) {
                try await stage.supervisor.start([slow], deadline: .milliseconds(300))
            }
            #expect(error?.message.contains("slow") == true)
        }
    }

    @Test func whatHoldsStateIsReportedInsteadOfRestarted() async throws {
        try await onStage { stage in
            try await stage.supervisor.start([part("a", "exec sleep 60", restart: .never)])
            kill(try #require(await pid("a", stage)), SIGKILL)
            try await waitUntil("it is reported") { stage.events.all.contains("a lost") }
            let entry = try #require(await stage.supervisor.entries["a"])
            #expect(entry.identity == nil && entry.state == .failed)
            #expect(entry.lastExit == "was ended by signal 9 (Killed)")
        }
    }

    @Test func whatIgnoresSIGTERMIsKilled() async throws {
        try await onStage { stage in
            try await stage.supervisor.start([part("deaf", "trap '' TERM; while :; do sleep 0.05; done")])
            let child = try #require(await pid("deaf", stage))
            let begun = ContinuousClock.now
            await stage.supervisor.stop(grace: .milliseconds(300)) { _ in true }
            #expect(ContinuousClock.now - begun < .seconds(10))
            #expect(ProcessIdentity(of: child) == nil)
        }
    }

    @Test func whatIsFrozenIsThawedToEndInOrder() async throws {
        try await onStage { stage in
            let script = "trap 'echo in order; exit 0' TERM; echo begun; while :; do sleep 0.05; done"
            try await stage.supervisor.start([part("a", script)])
            let child = try #require(await pid("a", stage))
            try await waitUntil("it listens to signals") {
                await stage.supervisor.output(of: "a", after: nil).lines.map(\.text).contains("begun")
            }
            await stage.supervisor.freeze("a")
            #expect(await stage.supervisor.entries["a"]?.state == .frozen)
            try await waitUntil("it stands still") { ProcessStatus(of: child)?.state == "T" }
            await stage.supervisor.thaw("a")
            #expect(await stage.supervisor.entries["a"]?.state == .ready)
            try await waitUntil("it goes on") { ProcessStatus(of: child)?.state != "T" }
            await stage.supervisor.freeze("a")
            await stage.supervisor.stop(grace: .seconds(30)) { _ in true }
            #expect(await stage.supervisor.entries["a"]?.lastExit == "exited with status 0")
            #expect(await stage.supervisor.output(of: "a", after: nil).lines.map(\.text).contains("in order"))
            // It has become ready once, however often it was thawed.
            #expect(stage.events.all == ["a ready"])
        }
    }

    @Test func whatIsKilledStaysSoUntilItIsBegunAgain() async throws {
        try await onStage { stage in
            let patient = part("a", "echo $$; exec sleep 60")
            try await stage.supervisor.start([patient])
            try await waitUntil("it has written") {
                await stage.supervisor.output(of: "a", after: nil).lines.map(\.number) == [1]
            }
            await stage.supervisor.kill("a")
            try await waitUntil("it is down") { await stage.supervisor.entries["a"]?.state == .stopped }
            #expect(await stage.supervisor.entries["a"]?.lastExit == "was ended by signal 9 (Killed)")
            await stage.supervisor.begin(patient)
            try await waitUntil("it runs again") { await stage.supervisor.entries["a"]?.state == .ready }
            let status = try #require(await stage.supervisor.statuses.first)
            #expect(status.restarts == 1)
            #expect(status.lastExit == "was ended by signal 9 (Killed)")
            try await waitUntil("both have written") {
                await stage.supervisor.output(of: "a", after: nil).lines.map(\.number) == [1, 2]
            }
            await stage.supervisor.end("a", grace: .seconds(30))
            try await waitUntil("it is down") { await stage.supervisor.entries["a"]?.state == .stopped }
            await stage.supervisor.forget("a")
            #expect(await stage.supervisor.entries.isEmpty)
        }
    }

    @Test func aSecondThoughtKillsAtOnce() async throws {
        try await onStage { stage in
            try await stage.supervisor.start([part("deaf", "trap '' TERM; while :; do sleep 0.05; done")])
            let begun = ContinuousClock.now
            async let closed: Void = stage.supervisor.close(stateless: .seconds(40))
            await stage.supervisor.kill()
            await closed
            #expect(ContinuousClock.now - begun < .seconds(20))
        }
    }

    @Test func grandchildrenEndWithTheirParent() async throws {
        let note = "/tmp/dojo-test-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: note) }
        try await onStage { stage in
            try await stage.supervisor.start([part("tree", "sleep 300 & echo $! > \(note); wait")])
            try await waitUntil("the grandchild runs") { Self.number(in: note) != nil }
            let grandchild = try #require(Self.number(in: note))
            kill(try #require(await pid("tree", stage)), SIGKILL)
            try await waitUntil("it is gone") { ProcessIdentity(of: grandchild) == nil }
        }
    }

    @Test func whatRunsOnceGivesItsLines() async throws {
        try await onStage { stage in
            let (status, lines) = try await stage.supervisor.runOnce(["/bin/sh", "-c", "echo a; printf b; exit 2"])
            #expect(status == .exited(2))
            #expect(lines == ["a", "b"])
        }
    }

    @Test func nothingIsStartedOnceItIsClosed() async throws {
        try await onStage { stage in
            await stage.supervisor.close()
            await #expect(throws: CommandError.self) { try await stage.supervisor.start([part("a", "exec sleep 60")]) }
            #expect(await stage.supervisor.entries.isEmpty)
        }
    }

    private static func number(in path: String) -> pid_t? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        return pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
