import Kafka
import Redis
import State

/// Everything anew: orders, what services have made of them, settings, the lab, and the topics.
extension UpSession {
    /// Where the lab asks for it. Once for each time that it was asked for.
    func resetIfAsked() async {
        guard phase == .running, !isApplying, desired.resets > appliedResets else { return }
        appliedResets = desired.resets
        console.say("Everything is reset: starting again, empty.")
        await startAfresh(emptying: true)
    }

    /// Empties what outlives a restart, while nobody is at work. What is in memory goes with its process.
    func empty() async throws(CommandError) {
        do throws(StateError) {
            if let lab {
                _ = try await Wipe(redis: lab.redis).run()
                // The log went with the rest: the new one says how it begins.
                let entry = LabEntry(by: .dojo, action: "reset", target: "everything", detail: "it begins anew, empty")
                try await lab.lab.desire([], entry)
            }
        } catch {
            throw CommandError(.unavailable, "Redis cannot be emptied: \(error.message)")
        }
        guard case .external = parts.options.broker else { return }
        do throws(KafkaError) {
            try await deleteTopics()
        } catch {
            throw CommandError(.unavailable, "the topics cannot be deleted: \(error.message)")
        }
    }

    /// A Kafka that is not the dojo's own is emptied by making its topics anew: it forgets the offsets of groups with them,
    /// and clients notice by the times in their cursors.
    private func deleteTopics() async throws(KafkaError) {
        let names = Set(parts.options.topics.layouts.map(\.name))
        var options = parts.options.kafka
        options.bootstrapServers = bootstrapServers
        let admin = KafkaAdmin(loop: loop, options: options, timeout: .seconds(10))
        do throws(KafkaError) {
            let there = try await admin.topics().map(\.name).filter { names.contains($0) }
            if !there.isEmpty { try await admin.deleteTopics(there) }
            // Made anew before they are forgotten, they would be refused, or go a moment later.
            for _ in 0..<100 {
                guard try await admin.topics().contains(where: { names.contains($0.name) }) else { break }
                try? await Task.sleep(for: .milliseconds(100))
            }
        } catch {
            await admin.close()
            throw error
        }
        await admin.close()
    }
}
