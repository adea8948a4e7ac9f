/// Looks for the highest rate that holds: first in steps upwards, then between the last that held and the first that
/// did not.
public struct RateSearch: Sendable {
    /// The rate to try; nil when the search is over.
    public private(set) var next: Double?
    private var held: Double?
    private var failed: Double?
    private let growth: Double
    private let precision: Double

    /// - Parameters:
    ///   - growth: of each step upwards.
    ///   - precision: the search ends when the answer is known to this share of itself.
    public init(start: Double, growth: Double = 1.5, precision: Double = 0.08) {
        next = start
        self.growth = growth
        self.precision = precision
    }

    /// Says how the rate that was tried went.
    public mutating func note(held isHeld: Bool) {
        guard let tried = next else { return }
        if isHeld { held = tried } else { failed = tried }
        switch (held, failed) {
        case (let held?, let failed?):
            next = failed / held - 1 <= precision ? nil : (held * failed).squareRoot()
        case (let held?, nil): next = held * growth
        case (nil, let failed?): next = failed / growth / growth
        case (nil, nil): break
        }
    }
}
