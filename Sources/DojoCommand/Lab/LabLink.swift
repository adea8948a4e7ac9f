import EventLoop
import Foundation
import Redis
import State

/// What a `dojo up` has to do with Redis: hears what is desired, tells what runs, answers who asks for output.
struct LabLink: Sendable {
    let lab: Lab
    let redis: RedisConnection
    private let presence: Presence
    private let id: String

    /// - Parameters:
    ///   - loop: on which everything is called back.
    ///   - id: of this `dojo up`, among others at the same Redis.
    init(loop: EventLoop, url: String, scripts: ScriptFolder, id: String) throws {
        redis = RedisConnection(loop: loop, options: try RedisOptions(url: url), name: "supervisor")
        lab = try Lab(redis: redis, scripts: scripts)
        presence = try Presence(redis: redis, scripts: scripts)
        self.id = id
    }

    /// What is desired now; nil where Redis does not answer in time.
    func desired(within timeout: Duration) async -> DesiredState? {
        guard await redis.waitUntilConnected(timeout: timeout) else { return nil }
        return try? await lab.state()
    }

    /// Tells what runs.
    func tell(_ report: SupervisorReport) async {
        _ = try? await presence.heartbeat(
            kind: SupervisorReport.presenceKind, [Presence.Heartbeat(id: id, details: report.heartbeatDetails)])
    }

    /// Answers those who ask for an instance's output.
    func answer(_ output: @escaping @Sendable (OutputRequest) -> OutputAnswer) async {
        await redis.subscribe(OutputRequest.channel) { bytes in
            guard let request = try? JSONDecoder().decode(OutputRequest.self, from: Data(bytes)),
                let answer = try? JSONEncoder().encode(output(request))
            else { return }
            Task { _ = try? await redis.send(["PUBLISH", .text(request.reply), .bytes([UInt8](answer))]) }
        }
    }

    /// Nobody sees to what is desired any more.
    func close() async {
        try? await presence.remove(kind: SupervisorReport.presenceKind, ids: [id])
        await redis.close()
    }
}
