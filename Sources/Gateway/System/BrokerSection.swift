import JSONText
import Redis
import State

/// `managed`, `broker` and `redis`.
struct BrokerSection: SystemSection {
    let isEmbedded: Bool
    let readiness: Readiness
    let redis: RedisConnection

    nonisolated(nonsending) func write(to json: inout JSONWriter, _ facts: SystemFacts) async {
        let state = facts.supervisor.flatMap { DesiredState.Broker($0.brokerState) } ?? .up
        json.field("managed", facts.supervisor != nil)
        json.object("broker") {
            $0.field("kind", facts.supervisor?.broker ?? (isEmbedded ? "embedded" : "external"))
            switch state {
            case .up, .down: $0.field("state", state.text)
            case .slow(let milliseconds):
                $0.field("state", "slow")
                $0.field("delayMs", milliseconds)
            }
            $0.field("reachable", readiness.isWell("kafka"))
        }
        let memory = facts.isRedisReachable ? await usedMemory() : nil
        json.object("redis") {
            $0.field("reachable", facts.isRedisReachable)
            if let memory { $0.field("memoryBytes", memory) }
        }
    }

    private nonisolated(nonsending) func usedMemory() async -> Int? {
        guard let text = try? await redis.send(["INFO", "memory"]).text else { return nil }
        let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("used_memory:") }
        return line.flatMap { Int($0.dropFirst("used_memory:".count)) }
    }
}
