import EventLoop
import Foundation
import Options
import Program
import Telemetry
import WebServer

/// The program `gateway`: reads its options, runs until SIGINT or SIGTERM, and says how it ended.
public enum GatewayProgram {
    /// - Returns: the exit code, as sysexits(3) has it: 0 after a stop that was asked for, 64 for options that cannot be,
    ///   75 where the port is taken, 1 for anything else that keeps it from starting.
    public static func run(arguments: [String], environment: [String: String]) async -> Int32 {
        var reader = OptionReader(
            command: "gateway",
            abstract: "The WebSocket-first gateway of Kafka Dojo: Kafka to browsers, orders to Kafka.",
            arguments: arguments, environment: environment)
        let options = GatewayOptions(&reader, environment: environment)
        do throws(OptionError) {
            try reader.finish()
        } catch {
            return error.report().rawValue
        }
        options.telemetry.bootstrap()
        let log = Logger(label: "gateway")
        do {
            let signals = try EventLoop(name: "signals")
            let gateway = try Gateway(options: options)
            let stop = StopSignals(loop: signals)
            try await gateway.start()
            await stop.wait()
            await gateway.stop()
            return 0
        } catch {
            log.error("cannot start", metadata: ["error": "\(error)"])
            return exitCode(of: error, port: options.port).rawValue
        }
    }

    private static func exitCode(of error: any Error, port: UInt16) -> ExitCode {
        (error as? WebServerError)?.code == .addressInUse(port) ? .occupied : .failure
    }
}
