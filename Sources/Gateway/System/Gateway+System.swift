import EventLoop
import Foundation
import Redis
import State
import Telemetry

/// How the whole system is doing, as far as this gateway can see, and what it tells others of itself.
extension Gateway {
    /// The sections of the system's document, in their order.
    private func sections(
        _ source: SystemSource, _ settings: Settings, _ records: RecordDesk, _ learning: Learning
    ) -> [any SystemSection] {
        [
            BrokerSection(isEmbedded: options.kafka.isEmbedded, readiness: readiness, redis: source.redis),
            SettingsSection(settings: settings),
            InstancesSection(layouts: ServiceLayout.all(options.groups, options.topics)),
            ClusterSection(cluster: records.cluster),
            DirectorSection(),
            LearningSection(learning: learning),
        ]
    }

    /// Begins to tell of itself, and has the shards answer who asks.
    func beginSystem(_ state: LabState, _ records: RecordDesk) async {
        let source = state.source
        let shards = shards
        let system = SystemWatch(
            loop: control, source: source, director: director?.store, gateway: options.instanceID,
            sections: sections(source, state.settings, records, state.learning)
        ) { messages in
            for shard in shards { await shard.tellWatchers(messages) }
        }
        self.system = system
        for shard in shards { await shard.follow(system) }
        await records.state?.letters.onChange { changes in
            let message = ServerMessage.deadLetters(changes: changes)
            Task { for shard in shards { await shard.tellWatchers([message]) } }
        }
        telling = Task { await keepPresent(state.presence) }
    }

    /// Until it is stopped.
    private func keepPresent(_ presence: Presence) async {
        let startedAt = Int64(Date().timeIntervalSince1970 * 1000)
        while !Task.isCancelled {
            var connections = 0
            for shard in shards { connections += await shard.sessions.count }
            let own = GatewayPresence(
                id: options.instanceID, address: "\(options.host):\(port)", connections: connections,
                trouble: readiness.trouble, memoryBytes: ProcessMemory.residentBytes, startedAt: startedAt)
            do {
                try await presence.heartbeat(kind: GatewayPresence.kind, [own.heartbeat])
            } catch {
                log.debug("presence was not told", metadata: ["error": error.message])
            }
            try? await Task.sleep(for: .seconds(1))
        }
        try? await presence.remove(kind: GatewayPresence.kind, ids: [options.instanceID])
    }
}

extension Shard {
    fileprivate func follow(_ system: SystemWatch) { self.system = system }
}
