import JSONText
import State

/// What breaks, and when: a pure function of the seed and the number of the step. The same seed breaks the same things in
/// the same order, on whichever gateway and however often.
struct ChaosPlan: Hashable, Sendable {
    let seed: Int
    let everySeconds: Int

    static let seeds = 0...Int(Int32.max)
    static let periods = 5...600

    struct Step: Hashable, Sendable {
        let number: Int
        let disturbance: Disturbance
        /// Seconds after which it is undone.
        let lasts: Int
    }

    /// Instances have the names that `dojo up` gives them; one that is not there is passed over when its time comes.
    private static let disturbances: [Disturbance] = [
        .instance("notification-1", .killed), .instance("notification-2", .killed), .instance("fraud-1", .killed),
        .instance("analytics-1", .killed), .instance("audit-1", .killed), .instance("notification-1", .frozen),
        .instance("notification-2", .frozen), .instance("fraud-1", .frozen), .instance("analytics-1", .frozen),
        .setting(.failRate, "0.9"), .setting(.failRate, "1"), .setting(.fraudVelocity, "0"),
        .setting(.fraudBurst, "0"), .broker(.slow(milliseconds: 500)), .broker(.down), .poison(3),
    ]

    func step(_ number: Int) -> Step {
        var draw = SeededDraw(seed: seed, number: number)
        let disturbance = draw.one(of: Self.disturbances)
        // Undone before the next thing breaks, so that each is seen by itself.
        let lasts = max(3, draw.one(of: [everySeconds / 2, everySeconds * 2 / 3, everySeconds * 3 / 4]))
        return Step(number: number, disturbance: disturbance, lasts: lasts)
    }
}

extension ChaosPlan.Step {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.field("number", number)
            $0.field("action", disturbance.action)
            $0.field("target", disturbance.target)
            $0.field("detail", disturbance.detail)
            $0.field("lasts", lasts)
        }
    }
}

extension ChaosRun {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.field("seed", seed)
            $0.field("everySeconds", everySeconds)
            $0.field("startedAt", startedAt)
            $0.field("nextAt", nextAt)
            $0.field("done", done)
        }
    }
}
