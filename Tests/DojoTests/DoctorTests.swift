import Foundation
import Kafka
import OrderEvents
import TestSupport
import Testing

@testable import DojoCommand

@Suite("dojo doctor", .timeLimit(.minutes(1))) struct DoctorTests {
    private let machine = MachineCheck(
        environment: [:], project: Project(folder: nil, dojo: "/p/dojo"), usesPrivateRedis: true, kafkaHome: nil,
        folder: "/tmp")

    @Test(
        arguments: [
            ("swift-driver version: 1.1\nSwift version 6.3.1 (swift-6.3.1-RELEASE)", .ok),
            ("Swift version 6.3-dev", .ok), ("Swift version 6.2.4", .warn), ("Apple Swift version 5.10.1 (…)", .warn),
            ("Swift version 10.0", .ok),
            ("no such thing", .warn), (nil, .warn),
        ] as [(String?, Finding.Verdict)])
    func aToolchainMayBeTooOld(output: String?, verdict: Finding.Verdict) {
        #expect(ToolchainCheck.finding(output).verdict == verdict)
    }

    @Test func limitsAreJudged() {
        #expect(machine.descriptors(of: 1024).verdict == .warn)
        #expect(machine.descriptors(of: 65536).verdict == .ok)
        #expect(machine.disk(free: 10 << 20).verdict == .fail)
        #expect(machine.disk(free: 500 << 20).verdict == .warn)
        #expect(machine.disk(free: 50 << 30).verdict == .ok)
        #expect(machine.disk(free: nil).verdict == .warn)
    }

    @Test func missingTopicsAreNamed() throws {
        let found = [TopicMetadata(name: "orders", partitions: 1), TopicMetadata(name: "audit", partitions: 1)]
        let findings = BrokerCheck.findings(
            TopicNames(), found, on: KafkaOptions(bootstrapServers: "b:1", control: "/run/b.sock", log: { _ in }))
        #expect(findings.map(\.verdict) == [.ok, .fail, .warn])
        #expect(findings[1].message == "missing: orders-dlq, audit-dlq, playground")
        let remedy = try #require(findings[1].remedy)
        #expect(remedy.hasPrefix("KAFKA_BOOTSTRAP_SERVERS=b:1 KAFKA_CONTROL=/run/b.sock /"))
        #expect(remedy.hasSuffix("/dojo topics create"))
        #expect(findings[2].message.contains("orders has fewer than 3 partitions"))
    }

    @Test func aRedisThatEvictsLosesOrders() {
        #expect(RedisCheck.policy("noeviction").verdict == .ok)
        #expect(RedisCheck.policy("allkeys-lru").verdict == .fail)
        #expect(RedisCheck.policy(nil).verdict == .warn)
    }

    @Test(
        arguments: [
            (.waiting, "does not run: it exited with status 3, and is started again in a moment"),
            (.failed, "was given up: it exited with status 3"), (.stopped, "does not run: it exited with status 3"),
        ] as [(Instance.State, String)])
    func aPartWithoutAProcessFails(state: Instance.State, message: String) {
        let entry = RunRecord.Entry(identity: nil, state: state, lastExit: "exited with status 3", healthPort: 1)
        let finding = RunCheck.absence(of: "fraud-1", entry)
        #expect(finding.verdict == .fail)
        #expect(finding.message == message)
    }

    @Test func aServiceThatWasGivenUpIsFound() async throws {
        let dojo = "/tmp/dojo-test-\(UUID().uuidString.prefix(8).lowercased())"
        defer { try? FileManager.default.removeItem(atPath: dojo) }
        let folder = RunFolder(base: dojo + "/.dojo", port: try FreePorts.find(1)[0])
        try folder.create()
        var record = RunRecord(url: "http://127.0.0.1")
        record.parts["fraud-1"] = RunRecord.Entry(identity: nil, state: .failed, lastExit: "exited with status 3")
        try record.save(in: folder)
        let port = URL(fileURLWithPath: folder.path).lastPathComponent
        let doctor = try DojoProcess(["doctor", "--port", port], in: dojo)
        #expect(try await doctor.end() == 1)
        #expect(doctor.output.contains(/fail  fraud-1 +was given up: it exited with status 3/))
    }

    @Test func onlyFailuresAreUnhealthy() {
        let report = Report(findings: [.ok("a", "fine"), .warn("long", "hm", remedy: "do")])
        #expect(report.isHealthy)
        #expect(report.text == "ok    a     fine\nwarn  long  hm\n            → do\n")
        #expect(!Report(findings: [.fail("a", "b", remedy: "c")]).isHealthy)
        #expect(
            Report(findings: [.ok("a", "b")]).json
                == "{\"healthy\":true,\"findings\":[{\"verdict\":\"ok\",\"subject\":\"a\",\"message\":\"b\"}]}\n")
    }

    @Test func whatDoesNotAnswerFailsWithItsRemedy() async throws {
        let port = try FreePorts.find(1)[0]
        let run = try await DojoProcess.run(
            ["doctor", "--port", String(port)],
            environment: ["KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "REDIS_URL": "redis://127.0.0.1:1"])
        #expect(run.status == 1)
        #expect(run.output.contains("fail  broker"))
        #expect(run.output.contains("fail  redis"))
        #expect(run.output.contains("ok    port \(port)"))
    }

    @Test func aRedisThatEvictsIsFound() async throws {
        let redis = try await PrivateRedis.start(settings: ["--maxmemory-policy", "allkeys-lru"])
        let run = try await DojoProcess.run(["doctor", "--port", "0"], environment: ["REDIS_URL": redis.url])
        #expect(run.status == 1)
        #expect(run.output.contains("allkeys-lru"))
        redis.stop()
    }
}
