import Foundation

/// A drill: which fault was drawn, and how far the room has come. Times in milliseconds since 1970.
public struct DrillRun: Hashable, Sendable {
    /// What somebody said it was.
    public struct Guess: Hashable, Sendable, Codable {
        public var at: Int64
        public var fault: String
        public var place: String
        public var right: Bool

        public init(at: Int64, fault: String, place: String, right: Bool) {
            self.at = at
            self.fault = fault
            self.place = place
            self.right = right
        }
    }

    public let seed: Int
    /// The drawn fault's id.
    public let fault: String
    public let startedAt: Int64
    /// When the fault was first named.
    public var foundAt: Int64?
    /// When what it had done was first seen to be mended.
    public var repairedAt: Int64?
    public var isRevealed = false
    public var guesses: [Guess] = []

    public init(seed: Int, fault: String, startedAt: Int64) {
        self.seed = seed
        self.fault = fault
        self.startedAt = startedAt
    }

    /// Found and mended, or told.
    public var isOver: Bool { isRevealed || foundAt != nil && repairedAt != nil }

    var fields: [String: String] { ["seed": "\(seed)", "fault": fault, "startedAt": "\(startedAt)"] }

    /// Nil where there is none.
    init?(_ fields: [String: String], guesses: [[UInt8]]) {
        guard let seed = fields["seed"].flatMap({ Int($0) }), let fault = fields["fault"],
            let startedAt = fields["startedAt"].flatMap({ Int64($0) })
        else { return nil }
        self.init(seed: seed, fault: fault, startedAt: startedAt)
        foundAt = fields["foundAt"].flatMap { Int64($0) }
        repairedAt = fields["repairedAt"].flatMap { Int64($0) }
        isRevealed = fields["revealed"] != nil
        self.guesses = guesses.compactMap { try? JSONDecoder().decode(Guess.self, from: Data($0)) }
    }
}
