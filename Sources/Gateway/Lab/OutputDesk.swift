import EventLoop
import Foundation
import Redis
import State

/// Asks whoever runs an instance for what it wrote, and waits for the answer; both go through Redis and stay nowhere.
actor OutputDesk {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    private let redis: RedisConnection
    /// Where answers come: this gateway's own.
    private let channel = "lab:answer:\(Identifier.random())"
    private var waiting: [String: (continuation: CheckedContinuation<OutputAnswer?, Never>, timer: LoopTimer)] = [:]

    private static let patience = Duration.seconds(2)

    init(loop: EventLoop, redis: RedisConnection) {
        self.loop = loop
        self.redis = redis
    }

    func start() async {
        await redis.subscribe(channel) { [weak self] bytes in
            guard let answer = try? JSONDecoder().decode(OutputAnswer.self, from: Data(bytes)) else { return }
            Task { await self?.finish(answer.id, answer) }
        }
    }

    /// - Returns: nil where nobody answers.
    func ask(_ instance: String, after number: Int?) async -> OutputAnswer? {
        let request = OutputRequest(reply: channel, id: Identifier.random(), instance: instance, after: number)
        guard let bytes = try? JSONEncoder().encode(request) else { return nil }
        return await withCheckedContinuation { continuation in
            let timer = loop.schedule(after: Self.patience) { [weak self] in
                self?.assumeIsolated { $0.finish(request.id, nil) }
            }
            waiting[request.id] = (continuation, timer)
            Task {
                if (try? await redis.send(["PUBLISH", .text(OutputRequest.channel), .bytes([UInt8](bytes))])) == nil {
                    finish(request.id, nil)
                }
            }
        }
    }

    private func finish(_ id: String, _ answer: OutputAnswer?) {
        waiting.removeValue(forKey: id)?.continuation.resume(returning: answer)
    }
}
