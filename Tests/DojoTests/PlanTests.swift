import Foundation
import Options
import Testing

@testable import DojoCommand

@Suite("What dojo up is going to start") struct PlanTests {
    private func parts(
        _ arguments: [String] = [], environment: [String: String] = [:], kafka: LocalKafka? = nil
    ) throws -> DojoParts {
        var reader = OptionReader(
            command: "dojo up", abstract: "", arguments: arguments, environment: environment)
        let options = UpOptions(&reader, environment: environment)
        try reader.finish()
        let services = options.services.reduce(0) { $0 + $1.instances }
        return DojoParts(
            options: options, project: Project(folder: "/p", dojo: "/p/bin/dojo"),
            folder: RunFolder(base: "/p/.dojo", port: options.address.port), kafka: kafka,
            redisServer: "/usr/bin/redis-server", healthPorts: Array(4000..<(4000 + services)))
    }

    @Test func everyInstanceHasANameAndAHealthPortOfItsOwn() throws {
        let started = try parts().stateless(bootstrapServers: "b:1")
        #expect(
            started.map(\.name)
                == ["gateway-1", "notification-1", "notification-2", "fraud-1", "analytics-1", "audit-1"])
        #expect(started.map(\.environment["INSTANCE_ID"]) == started.map(\.name))
        #expect(Set(started.compactMap(\.healthPort)).count == started.count)
        #expect(started[3].command == ["/p/bin/dojo", "service", "fraud"])
        #expect(started[0].command == ["/p/bin/gateway"])
    }

    @Test func numbersOfInstancesAreOptions() throws {
        let started = try parts(["--fraud-instances", "3"], environment: ["AUDIT_INSTANCES": "0"])
            .stateless(bootstrapServers: "b:1")
        #expect(started.filter { $0.role == .service("fraud") }.map(\.name) == ["fraud-1", "fraud-2", "fraud-3"])
        #expect(!started.contains { $0.role == .service("audit") })
    }

    @Test func childrenAreToldWhereEverythingIs() throws {
        let plan = try parts(["--port", "4321", "--topic-orders", "o"])
        let gateway = plan.stateless(bootstrapServers: "b:1")[0].environment
        #expect(gateway["KAFKA_BOOTSTRAP_SERVERS"] == "b:1")
        #expect(gateway["KAFKA_CONTROL"] == "/p/.dojo/4321/broker.sock")
        #expect(gateway["REDIS_URL"] == "unix:///p/.dojo/4321/redis.sock")
        #expect(gateway["PORT"] == "4321")
        #expect(gateway["TOPIC_ORDERS"] == "o")
    }

    /// One client that never answers must not get the gateway killed amid its own order of stopping.
    @Test func theGatewayIsWaitedForLongerThanItsClients() throws {
        let usual = try parts()
        #expect(usual.stateless(bootstrapServers: "")[0].environment["STOP_DEADLINE"] == "2s")
        #expect(usual.grace == .seconds(3))
        let patient = try parts(environment: ["STOP_DEADLINE": "10s"])
        #expect(patient.stateless(bootstrapServers: "")[0].environment["STOP_DEADLINE"] == "10s")
        #expect(patient.grace == .seconds(11))
    }

    @Test func whatRunsAlreadyIsNotStarted() throws {
        let plan = try parts(environment: ["KAFKA_BOOTSTRAP_SERVERS": "k:9092", "REDIS_URL": "redis://r:6379"])
        #expect(plan.broker == nil)
        #expect(plan.redis == nil)
        let gateway = plan.stateless(bootstrapServers: "k:9092")[0].environment
        #expect(gateway["KAFKA_CONTROL"] == nil)
        #expect(gateway["REDIS_URL"] == "redis://r:6379")
    }

    @Test func whatIsInMemoryIsNotRestartedByItself() throws {
        let plan = try parts()
        #expect(plan.broker?.restart == .never)
        #expect(plan.redis?.restart == .never)
        #expect(plan.redis?.command.contains("--appendonly") == false)
        #expect(plan.whatIsLost == "What the embedded broker and the private Redis held")
    }

    @Test func whatIsKeptIs() throws {
        let plan = try parts(["--data", "/d", "--kafka-home", "/k"])
        #expect(plan.redis?.restart == .always)
        #expect(plan.redis?.command.contains("--appendonly") == true)
        #expect(plan.redisFolder == "/d/redis")
    }

    @Test func theEmbeddedBrokerKeepsNothing() {
        #expect(throws: OptionError.self) { try parts(["--data", "/d"]) }
    }
}

@Suite("A local Kafka") struct LocalKafkaTests {
    @Test(
        arguments: [
            ("JAVA_VERSION=\"17.0.15\"\nOS_ARCH=\"x86_64\"", 17), ("IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25\"", 25),
            ("JAVA_VERSION=\"1.8.0_402\"", 8), ("OS_NAME=\"Linux\"", nil),
        ] as [(String, Int?)])
    func aRuntimeSaysItsVersion(text: String, version: Int?) {
        #expect(Java.majorVersion(inRelease: text) == version)
    }

    @Test func aFolderThatIsNoDistributionIsSaidToBeNone() {
        let error = #expect(throws: CommandError.self) {
            try LocalKafka(home: "/nowhere", folder: "/tmp", ports: [1, 2], environment: [:])
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("KAFKA_HOME=/nowhere") == true)
    }
}

@Suite("How it is built again") struct BuildToolTests {
    @Test func theSameWayAsWhatRuns() {
        let tool = BuildTool(package: "/p", dojo: "/p/.build/x86_64-unknown-linux-gnu/release/dojo")
        #expect(tool.configuration == "release")
        #expect(tool.scratch == "/p/.build")
        #expect(tool.program(.gateway) == "/p/.build/release/gateway")
        #expect(tool.command([.dojo]).suffix(2) == ["--product", "dojo"])
        #expect(!tool.command([.dojo, .gateway]).contains("--product"))
    }

    @Test func aProgramThatWasInstalledIsBuiltForDebugging() {
        let tool = BuildTool(package: "/dojo", dojo: "/dojo/bin/dojo")
        #expect(tool == BuildTool(package: "/dojo", dojo: "/usr/local/bin/dojo"))
        #expect(tool.program(.dojo) == "/dojo/.build/debug/dojo")
    }

    @Test(
        arguments: [
            (["gateway"], .gateway), (["/dojo/bin/gateway"], .gateway),
            (["dojo", "service", "fraud"], .service("fraud")),
            (["dojo", "broker"], .broker), (["dojo", "topics", "create"], nil), (["dojo"], nil),
        ] as [([String], Part.Role?)])
    func aCommandTellsWhatItDoes(command: [String], role: Part.Role?) {
        #expect(WatchSession.role(of: command) == role)
    }
}
