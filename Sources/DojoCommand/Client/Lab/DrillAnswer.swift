import Foundation

/// How far a drill has come, as the API tells it and as it is shown.
struct DrillAnswer: Decodable {
    struct Drill: Decodable {
        struct Guess: Decodable {
            let fault: String
            let place: String
            let right: Bool
        }

        struct Debrief: Decodable {
            let title: String
            let place: String
            let what: String
            let `where`: String
            let repair: String
        }

        let seed: Int
        let state: String
        let guesses: [Guess]
        let secondsToFind: Int?
        let secondsToRepair: Int?
        let debrief: Debrief?
    }

    let drill: Drill?

    var text: String {
        guard let drill else { return "There is no drill: dojo drill start\n" }
        func after(_ seconds: Int?) -> String { seconds.map { "after \($0) s" } ?? "not yet" }
        var lines = [
            "Drill \(drill.seed), \(drill.state)", "Found     \(after(drill.secondsToFind))",
            "Repaired  \(after(drill.secondsToRepair))",
        ]
        lines += drill.guesses.map { "Guess     \($0.fault) \($0.place): \($0.right ? "right" : "no")" }
        if let debrief = drill.debrief {
            lines += [
                "", "What it was: \(debrief.title) (\(debrief.place))", debrief.what,
                "Where it shows: \(debrief.where)",
                "Repair: \(debrief.repair)",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
