import Bench
import EventLoop
import Foundation
import Options
import Program
import Telemetry

/// `dojo bench`: measures the gateway and its services against what this machine allows.
struct BenchCommand: Subcommand {
    static let commandName = "bench"
    static let abstract = "Measures the system against what this machine allows: a table, or JSON."
    static let discussion = """
        Rows: \(Row.allCases.map(\.rawValue).joined(separator: ", ")). The gateway runs on a core of its own, broker, producer and clients on the others
        (orders, fraud: everybody on all); each client's sequence is checked. In the same run a bare server does the same without Kafka ("raw").
        With KAFKA_HOME a real Kafka is used, else the embedded broker: one for all rows, and a real one is kept busy for --warm-up
        before the first. Build with -c release.

        """

    enum Row: String, CaseIterable {
        case all, fanout, compress, growth, keys, latency, idle, connect, silent, orders, fraud, notifications
    }

    private let row: Row?
    private let json: Bool
    private let isQuiet: Bool
    private let window: Duration
    private let warmUp: Duration
    private let clients: Int?
    private let rate: Double?
    private let kafkaHome: String?
    private let environment: [String: String]

    init(_ reader: inout OptionReader, environment: [String: String]) {
        reader.section("Bench")
        json = reader.flag("json", help: "Write JSON instead of a table.", environment: "")
        isQuiet = reader.flag("quiet", help: "Say nothing while it measures.", environment: "")
        window = reader.option(
            "window", default: .seconds(1), help: "How long each load is measured.", environment: "")
        warmUp = reader.option(
            "warm-up", default: .seconds(10), in: .zero ... .seconds(120),
            help: "How long a real Kafka is kept busy before the first row; 0: not at all.", environment: "")
        clients = reader.option(
            "clients", as: Int.self, help: "Clients, instead of each row's own number.", environment: "")
        rate = reader.option(
            "rate", as: Double.self, help: "Records a second, instead of looking for the most.", environment: "")
        kafkaHome = environment["KAFKA_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        let named = reader.argument("row", help: "What to measure.")
        row = named.flatMap(Row.init(rawValue:))
        if row == nil {
            reader.reject("row", "expected one of \(Row.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.environment = environment
    }

    func run() async throws(CommandError) -> ExitCode {
        guard let row else { return .usage }
        let project = Project(environment: environment)
        guard Project.find(project.gateway) != nil else {
            throw CommandError(.unavailable, "\(project.gateway) is not built: swift build -c release")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "dojo-bench-\(getpid())").path
        try makeFolder(folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        FileLimit.raise()
        let settings = BenchSettings(
            project: project, environment: environment, kafkaHome: kafkaHome, folder: folder, cores: BenchCores(),
            window: window, warmUp: kafkaHome == nil ? .zero : warmUp, clients: clients, rate: rate)
        let loop = try EventLoop.started("bench")
        let stage = BenchStage(loop: loop, settings: settings)
        let result = await measure(row, on: stage)
        await stage.end()
        // Before the stage is released: what it holds may still be called on the loop.
        loop.stop()
        withExtendedLifetime(stage) {}
        let report = try result.get()
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            StandardStream.output.write(Array((try? encoder.encode(report)) ?? Data()) + [UInt8(ascii: "\n")])
        } else {
            print(BenchTable(report: report).text, terminator: "")
        }
        return .success
    }

    private func makeFolder(_ folder: String) throws(CommandError) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandError(.cannotCreate, "cannot make the folder \(folder): \(error.localizedDescription)")
        }
    }

    private func measure(_ row: Row, on stage: BenchStage) async -> Result<BenchReport, CommandError> {
        var report = BenchReport(settings: stage.settings)
        let rows = BenchRows(stage: stage, isQuiet: isQuiet)
        do throws(CommandError) {
            try await stage.begin()
            try await rows.warmUp()
            let wanted = row == .all ? Row.allCases.filter { $0 != .all } : [row]
            for row in wanted { report.rows += try await rows.measure(row) }
        } catch {
            return .failure(error)
        }
        return .success(report)
    }
}
