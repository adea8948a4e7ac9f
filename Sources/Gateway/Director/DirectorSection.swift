import JSONText
import State

/// `chaos` and `drill`: what goes on. Of a drill nothing that would give it away.
struct DirectorSection: SystemSection {
    nonisolated(nonsending) func write(to json: inout JSONWriter, _ facts: SystemFacts) async {
        guard let director = facts.director else { return }
        if let chaos = director.chaos { json.raw("chaos", chaos.json) } else { json.null("chaos") }
        json.drill(director.drill)
    }
}
