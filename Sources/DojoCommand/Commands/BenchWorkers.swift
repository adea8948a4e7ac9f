import Bench
import Foundation
import Glibc
import Options
import Program

/// `dojo bench-swarm`, for `dojo bench` alone: many clients in a process of their own, which reports in lines of JSON.
struct BenchSwarmCommand: Subcommand {
    static let commandName = "bench-swarm"
    static let abstract = "The clients of dojo bench."

    private let options: SwarmOptions

    init(_ reader: inout OptionReader, environment: [String: String]) {
        var options = SwarmOptions(
            port: reader.option("port", default: 3001, help: "Of the server.", environment: ""),
            clients: reader.option("clients", default: 100, help: "How many.", environment: ""),
            channel: reader.option("channel", default: "audit", help: "What they follow.", environment: ""))
        options.silent = reader.option("silent", default: 0, help: "So many of them never read.", environment: "")
        options.isKeyed = reader.flag("keyed", help: "Each follows a key of its own.", environment: "")
        options.compresses = reader.flag("compress", help: "They read compressed messages.", environment: "")
        self.options = options
    }

    func run() async throws(CommandError) -> ExitCode {
        FileLimit.raise()
        var swarm = Swarm(options)
        swarm.run(onReport: SwarmReport.print)
        return .success
    }
}

/// `dojo bench-raw`, for `dojo bench` alone: what a gateway is held against.
struct BenchRawCommand: Subcommand {
    static let commandName = "bench-raw"
    static let abstract = "The bare server of dojo bench."

    private let port: Int
    private let valueSize: Int
    private let frameLimit: Int

    init(_ reader: inout OptionReader, environment: [String: String]) {
        port = reader.option("port", default: 3002, help: "Where to listen.", environment: "")
        valueSize = reader.option("value-size", default: 350, help: "Of a record.", environment: "")
        frameLimit = reader.option(
            "frame-limit", default: 65_536, help: "Bytes of records in a frame.", environment: "")
    }

    func run() async throws(CommandError) -> ExitCode {
        FileLimit.raise()
        RawServer(port: port, valueSize: valueSize, frameLimit: frameLimit).run()
        return .success
    }
}

/// `dojo bench-orders`, for `dojo bench` alone: callers that place orders.
struct BenchOrdersCommand: Subcommand {
    static let commandName = "bench-orders"
    static let abstract = "The callers of dojo bench."

    private let port: Int
    private let connections: Int
    private let milliseconds: Int64

    init(_ reader: inout OptionReader, environment: [String: String]) {
        port = reader.option("port", default: 3001, help: "Of the gateway.", environment: "")
        connections = reader.option("connections", default: 64, help: "How many.", environment: "")
        milliseconds = Int64(reader.option("milliseconds", default: 1000, help: "How long.", environment: ""))
    }

    func run() async throws(CommandError) -> ExitCode {
        var load = OrderLoad(port: port)
        load.run(connections: connections, for: milliseconds * 1000, onReport: SwarmReport.print)
        return .success
    }
}

extension SwarmReport {
    /// As one line on standard output.
    static func print(_ report: SwarmReport) {
        guard let line = try? JSONEncoder().encode(report) else { return }
        let bytes = Array(line) + [UInt8(ascii: "\n")]
        write(1, bytes, bytes.count)
    }
}

/// Descriptors that this process may have.
enum FileLimit {
    /// Takes all that it may.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit)
    }
}
