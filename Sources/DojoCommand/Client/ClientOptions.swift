import Foundation
import Options
import Program

/// Where the dojo is that a command is for, and how its answer is written.
struct ClientOptions: Sendable {
    /// Nil: one that runs on this machine.
    let url: String?
    let token: String?
    let port: Int
    let runBase: String
    /// Of a dojo with another Redis than its private one.
    let redisURL: String?
    let secret: String?
    let json: Bool

    init(_ reader: inout OptionReader) {
        reader.section("Dojo")
        url = reader.option(
            "url", as: String.self, help: "A dojo elsewhere: http://host:port; without it, the one that runs here.",
            environment: "DOJO_URL", placeholder: "url")
        token = reader.option(
            "token", as: String.self,
            help: "What to show a dojo that asks for a token; the one that runs here needs none.",
            environment: "DOJO_TOKEN", placeholder: "token")
        port = reader.option("port", default: 3001, in: 0...65535, help: "Port of the one that runs here.")
        runBase = reader.option(
            "run-dir", default: ".dojo", help: "Folder for sockets and process ids.", environment: "DOJO_RUN_DIR",
            placeholder: "folder")
        redisURL = reader.option(
            "redis", as: String.self, help: "Redis of the one that runs here, where it is not its own.",
            environment: "REDIS_URL", placeholder: "url")
        secret = reader.option(
            "gateway-secret", as: String.self, help: "Secret of its gateway, where one was given to it.",
            environment: "GATEWAY_SECRET", placeholder: "text")
        reader.section("Output")
        json = reader.flag("json", help: "Write JSON instead of text.", environment: "")
    }

    /// Writes an answer, as it came where JSON was asked for, else what there is to say of it.
    ///
    /// - Parameter text: whole lines.
    func show(_ answer: Data, text: @autoclosure () throws(CommandError) -> String) throws(CommandError) {
        if json { DojoClient.write(json: answer) } else { print(try text(), terminator: "") }
    }
}
