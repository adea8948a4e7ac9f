import JSONText
import State

extension DrillRun {
    /// As everybody may see it: the fault only when it is over.
    func write(to json: inout JSONWriter) {
        json.object {
            $0.field("seed", seed)
            $0.field("startedAt", startedAt)
            $0.field("state", isOver ? "over" : "running")
            $0.array("guesses") { json in
                for guess in guesses {
                    json.object {
                        $0.field("at", guess.at)
                        $0.field("fault", guess.fault)
                        $0.field("place", guess.place)
                        $0.field("right", guess.right)
                    }
                }
            }
            $0.time("foundAt", foundAt)
            $0.time("repairedAt", repairedAt)
            $0.field("revealed", isRevealed)
            $0.time("secondsToFind", foundAt.map { max(0, ($0 - startedAt) / 1000) })
            $0.time("secondsToRepair", repairedAt.map { max(0, ($0 - startedAt) / 1000) })
            if isOver, let told = DrillFault.all.first(where: { candidate in candidate.id == fault }) {
                $0.object("debrief") { json in
                    json.field("id", told.id)
                    json.field("fault", told.kind)
                    json.field("title", DrillFault.kinds.first { $0.id == told.kind }?.title ?? "")
                    json.field("place", told.place)
                    json.field("what", told.what)
                    json.field("where", told.evidence)
                    json.field("repair", told.repair)
                }
            } else {
                $0.null("debrief")
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func time(_ name: StaticString, _ value: Int64?) {
        if let value { field(name, value) } else { null(name) }
    }
}
