import JSONText
import State

/// `chaos` and `drill`: what goes on. Of a drill nothing that would give it away.
struct DirectorSection: SystemSection {
    let store: DirectorState

    nonisolated(nonsending) func write(to json: inout JSONWriter, _ facts: SystemFacts) async {
        do throws(StateError) {
            let (chaos, drill) = (try await store.chaos(), try await store.drill())
            if let chaos { json.raw("chaos", chaos.json) } else { json.null("chaos") }
            json.drill(drill)
        } catch {}  // whoever needs Redis sees that it is away
    }
}
