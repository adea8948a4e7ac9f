/// Chaos that is going on: which, since when, and how far it has come.
public struct ChaosRun: Hashable, Sendable {
    public let seed: Int
    public let everySeconds: Int
    /// In milliseconds since 1970, as all times here.
    public let startedAt: Int64
    /// When the next thing breaks.
    public var nextAt: Int64
    /// How many things have broken: the number of the next.
    public var done: Int

    public init(seed: Int, everySeconds: Int, startedAt: Int64) {
        self.seed = seed
        self.everySeconds = everySeconds
        self.startedAt = startedAt
        nextAt = startedAt + Int64(everySeconds) * 1000
        done = 0
    }

    var fields: [String: String] {
        [
            "seed": "\(seed)", "everySeconds": "\(everySeconds)", "startedAt": "\(startedAt)", "nextAt": "\(nextAt)",
            "done": "\(done)",
        ]
    }

    /// Nil where there is none.
    init?(_ fields: [String: String]) {
        guard let seed = fields["seed"].flatMap({ Int($0) }),
            let every = fields["everySeconds"].flatMap({ Int($0) }),
            let startedAt = fields["startedAt"].flatMap({ Int64($0) })
        else { return nil }
        self.init(seed: seed, everySeconds: every, startedAt: startedAt)
        nextAt = fields["nextAt"].flatMap { Int64($0) } ?? nextAt
        done = fields["done"].flatMap { Int($0) } ?? 0
    }
}
