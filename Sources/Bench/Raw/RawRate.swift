/// How many records are due when: a rate, in batches as a producer that lingers makes them.
struct RawRate {
    private var perSecond = 0.0
    /// Microseconds between two batches.
    private var interval: Int64 = 0
    private var began: Int64 = 0
    private var last: Int64 = 0
    private var made = 0

    init() {}

    /// Reads `GET /rate/5000/5 …`; nil for any other request.
    init?(request: String) {
        let parts = request.split(separator: "/", maxSplits: 3)
        guard parts.count == 4, parts[0] == "GET ", parts[1] == "rate", let rate = Double(parts[2]),
            let milliseconds = Int64(parts[3].prefix { $0.isNumber })
        else { return nil }
        perSecond = rate
        interval = milliseconds * 1000
        began = MonotonicClock.microseconds
        last = began
    }

    /// Records to be made now.
    mutating func due(at now: Int64) -> Int {
        guard perSecond > 0, now - last >= interval else { return 0 }
        let wanted = Int(Double(now - began) / 1_000_000 * perSecond)
        guard wanted > made else { return 0 }
        defer { made = wanted }
        last = now
        return wanted - made
    }

    /// How long to wait for the next ones.
    func millisecondsToNext(at now: Int64) -> Int32 {
        guard perSecond > 0 else { return 100 }
        let next = max(began + Int64(Double(made + 1) / perSecond * 1_000_000), last + interval)
        return Int32(min(100, max(0, (next - now + 999) / 1000)))
    }
}
