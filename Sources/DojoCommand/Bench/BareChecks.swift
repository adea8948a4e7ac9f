import Foundation

/// What Redis does with the scripts of a fraud check when a bare client (redis-benchmark, on hiredis) calls them.
struct BareChecks: Sendable {
    let stage: BenchStage

    /// Orders in one call: about what a batch from Kafka brings.
    private static let batch = 100
    private static let calls = 2000

    /// Orders checked and acknowledged a second.
    func perSecond() async throws(CommandError) -> Double {
        let check = try await callsPerSecond(
            // Windows of its own: the service would begin with throwing away what is in them.
            "fraud_check",
            keys: ["fraud:bare", "fraud:bare-customers"] + Self.pairs("verdict:bare-", "fraud:customer:bare-"),
            arguments: ["60000", "5000", "0", "600000", "3 20 10000 60", "1770297077406", "bare"]
                + Self.pairs("bare-", "17702970774"))
        let acknowledge = try await callsPerSecond(
            "decision_acknowledge", keys: (0..<Self.batch).map { _ in "verdict:bare-__rand_int__" }, arguments: [])
        guard check > 0, acknowledge > 0 else { return 0 }
        return Double(Self.batch) / (1 / check + 1 / acknowledge)
    }

    /// Names of two kinds in turn; the program puts another number into each.
    private static func pairs(_ first: String, _ second: String) -> [String] {
        (0..<batch).flatMap { _ in [first + "__rand_int__", second + (second.hasSuffix("-") ? "__rand_int__" : "06")] }
    }

    private func callsPerSecond(
        _ script: String, keys: [String], arguments: [String]
    ) async throws(CommandError) -> Double {
        let path = (stage.settings.project.folder ?? ".") + "/redis/\(script).lua"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandError(.unavailable, "\(path) cannot be read")
        }
        let socket = stage.settings.folder + "/redis.sock"
        let loaded = try await stage.run(["redis-cli", "-s", socket, "SCRIPT", "LOAD", text])
        guard let sha = loaded.lines.last, sha.count == 40 else {
            throw CommandError(.failure, "Redis does not take \(script).lua: \(loaded.lines.joined(separator: " "))")
        }
        let command = ["EVALSHA", sha, String(keys.count)] + keys + arguments
        let options = ["-s", socket, "-n", String(Self.calls), "-c", "2", "-P", "2", "-r", "1000000", "--csv"]
        let measured = try await stage.run(["redis-benchmark"] + options + command)
        // "name","calls a second",…
        let fields = measured.lines.last?.split(separator: "\",\"") ?? []
        return fields.count > 1 ? Double(fields[1].filter { $0 != "\"" }) ?? 0 : 0
    }
}
