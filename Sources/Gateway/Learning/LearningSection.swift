import JSONText
import State

/// `learning`: what the room has seen of the workshop.
struct LearningSection: SystemSection {
    let learning: Learning

    nonisolated(nonsending) func write(to json: inout JSONWriter, _ facts: SystemFacts) async {
        guard facts.isRedisReachable, let seen = try? await learning.seen() else { return }
        json.raw("learning", seen.json)
    }
}
