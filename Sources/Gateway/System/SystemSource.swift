import Foundation
import Redis
import State

/// Reads the facts.
struct SystemSource: Sendable {
    let redis: RedisConnection
    let presence: Presence
    let lab: Lab

    nonisolated(nonsending) func facts() async -> SystemFacts {
        var facts = SystemFacts(time: Int64(Date().timeIntervalSince1970 * 1000))
        do throws(StateError) {
            facts.services = try await presence.list(kind: Presence.services).members ?? []
            facts.gateways = try await presence.list(kind: GatewayPresence.kind).members ?? []
            facts.supervisor = try await supervisor()
            facts.desired = try await lab.state()
            facts.isRedisReachable = true
        } catch {}  // whoever needs Redis sees that it is away
        return facts
    }

    /// Nil where nobody runs the processes who would see to what is desired.
    nonisolated(nonsending) func supervisor() async throws(StateError) -> SupervisorReport? {
        let members = try await presence.list(kind: SupervisorReport.presenceKind).members ?? []
        return members.compactMap { SupervisorReport($0) }.first
    }
}
