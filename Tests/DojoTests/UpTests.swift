import Foundation
import TestSupport
import Testing

@testable import DojoCommand

/// The real thing, without services: broker, Redis, topics, gateway.
@Suite("dojo up", .serialized, .timeLimit(.minutes(3))) struct UpTests {
    private static let noServices = [
        "NOTIFICATION_INSTANCES": "0", "FRAUD_INSTANCES": "0", "ANALYTICS_INSTANCES": "0", "AUDIT_INSTANCES": "0",
    ]

    /// A dojo on a free port, in a folder of its own.
    private func up(
        port: Int, in folder: String? = nil, environment: [String: String] = [:]
    ) throws -> DojoProcess {
        try DojoProcess(
            ["up", "--port", String(port)], environment: Self.noServices.merging(environment) { _, own in own },
            in: folder)
    }

    private func record(_ dojo: DojoProcess, port: Int) -> RunRecord? {
        RunRecord(in: RunFolder(base: dojo.folder + "/.dojo", port: port))
    }

    private func clean(_ dojo: DojoProcess) { try? FileManager.default.removeItem(atPath: dojo.folder) }

    @Test func startsAndStopsAndLeavesNothing() async throws {
        let port = try FreePorts.find(1)[0]
        let dojo = try up(port: port)
        defer { clean(dojo) }
        try await dojo.waitFor("Kafka Dojo is ready: http://127.0.0.1:\(port)")
        let processes = try #require(record(dojo, port: port)).parts
        #expect(Set(processes.keys) == ["broker", "redis", "gateway-1"])
        #expect(dojo.output.contains("orders, audit, orders-dlq, audit-dlq, playground"))

        let begun = ContinuousClock.now
        dojo.signal(SIGINT)
        #expect(try await dojo.end() == 0)
        #expect(ContinuousClock.now - begun < .seconds(5))
        #expect(processes.values.allSatisfy { $0.identity?.isAlive == false })
        #expect(record(dojo, port: port) == nil)
    }

    @Test func aTakenPortIsSaidBeforeAnythingIsStarted() async throws {
        let port = try FreePorts.find(1)[0]
        let listener = try Listener(port: port)
        let dojo = try up(port: port)
        defer { clean(dojo) }
        #expect(try await dojo.end() == 75)
        #expect(
            dojo.output
                == "Port \(port) on 127.0.0.1 is taken by another program. Choose another: make run PORT=\(port + 4)\n")
        withExtendedLifetime(listener) {}
    }

    @Test func aSecondOneOnTheSamePortIsToldAboutTheFirst() async throws {
        let port = try FreePorts.find(1)[0]
        let first = try up(port: port)
        defer { clean(first) }
        try await first.waitFor("Kafka Dojo is ready")
        let second = try up(port: port, in: first.folder)
        #expect(try await second.end() == 75)
        #expect(second.output.contains("already running"))
        #expect(second.output.contains("http://127.0.0.1:\(port)"))
        first.signal(SIGTERM)
        #expect(try await first.end() == 0)
    }

    @Test func twoOnTwoPortsRunSideBySide() async throws {
        let ports = try FreePorts.find(2)
        let first = try up(port: ports[0])
        defer { clean(first) }
        let second = try up(port: ports[1], in: first.folder)
        for dojo in [first, second] { try await dojo.waitFor("Kafka Dojo is ready") }
        for dojo in [first, second] { dojo.signal(SIGINT) }
        #expect(try await first.end() == 0)
        #expect(try await second.end() == 0)
    }

    @Test func whatAKilledOneLeftIsStoppedByTheNext() async throws {
        let port = try FreePorts.find(1)[0]
        // A Redis that has a child: that one does not end with the supervisor by itself.
        let bin = "/tmp/dojo-test-bin-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: bin) }
        let redis = try #require(Project.find("redis-server"))
        let script = "#!/bin/sh\nsleep 300 &\necho $! > \(bin)/child\nexec \(redis) \"$@\"\n"
        try script.write(toFile: bin + "/redis-server", atomically: true, encoding: .utf8)
        chmod(bin + "/redis-server", 0o755)
        let path = ["PATH": "\(bin):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"]

        let first = try up(port: port, environment: path)
        defer { clean(first) }
        try await first.waitFor("Kafka Dojo is ready")
        let processes = try #require(record(first, port: port)).parts
        let text = try String(contentsOfFile: bin + "/child", encoding: .utf8)
        let orphan = try #require(ProcessIdentity(of: pid_t(text.trimmingCharacters(in: .newlines)) ?? 0))
        first.signal(SIGKILL)
        try await waitUntil("the children ended") { processes.values.allSatisfy { $0.identity?.isAlive == false } }
        #expect(orphan.isAlive)

        let second = try up(port: port, in: first.folder)
        try await second.waitFor("Kafka Dojo is ready")
        #expect(second.output.contains("process \(orphan.pid)"))
        #expect(!orphan.isAlive)
        second.signal(SIGINT)
        #expect(try await second.end() == 0)
    }

    @Test func brokerAndRedisLiveAndDieTogether() async throws {
        let port = try FreePorts.find(1)[0]
        let dojo = try up(port: port)
        defer { clean(dojo) }
        try await dojo.waitFor("Kafka Dojo is ready")
        let before = try #require(record(dojo, port: port)).parts
        for name in ["redis", "broker"] { kill(try #require(before[name]?.identity).pid, SIGKILL) }
        try await dojo.waitFor("is gone: starting again, empty")
        try await waitUntil("everything runs anew", timeout: .seconds(30)) {
            guard let after = record(dojo, port: port)?.parts, after.count == before.count else { return false }
            return after.allSatisfy { name, entry in
                entry.identity != before[name]?.identity && entry.identity?.isAlive == true
            }
        }
        dojo.signal(SIGINT)
        #expect(try await dojo.end() == 0)
    }

    @Test func ctrlCDuringTheStartEndsItToo() async throws {
        let dojo = try up(port: try FreePorts.find(1)[0])
        defer { clean(dojo) }
        try await dojo.waitFor("ready in")
        dojo.signal(SIGINT)
        #expect(try await dojo.end() == 0)
    }

    @Test func aMissingRedisIsNamedWithTheRemedy() async throws {
        let dojo = try up(port: try FreePorts.find(1)[0], environment: ["PATH": "/nowhere"])
        defer { clean(dojo) }
        #expect(try await dojo.end() == 69)
        #expect(dojo.output.contains("apt-get install redis-server"))
    }
}
