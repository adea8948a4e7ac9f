import Bench

/// What a load is to be like.
struct LoadTarget: Sendable {
    /// Clients that each record goes to.
    var deliveriesPerRecord: Double
    /// What the slowest hundredth may take, in milliseconds.
    var p99: Double
    /// Records a second to begin the search with.
    var start: Double
}

extension BenchRows {
    /// The measure of the highest rate at which every client kept up within the limit, or of the rate that was given.
    func search(
        _ server: BenchStage.Server, _ target: LoadTarget, only: Double? = nil, setRate: (Double) async -> Void,
        isBehind: () async -> Bool
    ) async -> LoadMeasure {
        /// One window at one rate, and whether it held.
        func attempt(_ rate: Double) async -> (LoadMeasure, isHeld: Bool) {
            await setRate(rate)
            try? await Task.sleep(for: .milliseconds(500))
            let measure = await stage.measure(
                server, offered: rate * target.deliveriesPerRecord, for: stage.settings.window)
            let isLate = await isBehind()
            await setRate(0)
            try? await Task.sleep(for: .milliseconds(200))
            let isHeld = measure.keepsUp && measure.percentile(0.99) <= target.p99 && !isLate
            say(
                "\(server.name): \(millions(measure.deliveriesPerSecond)) of \(millions(measure.offered)), p99 "
                    + "\(Int(measure.percentile(0.99))) ms, \(Int(measure.serverCores * 100)) % of its core"
                    + (isLate ? ", the broker is behind" : "") + (isHeld ? "" : ": too much"))
            return (measure, isHeld)
        }
        if let rate = only ?? stage.settings.rate { return await attempt(rate).0 }
        var search = RateSearch(start: target.start, growth: 1.6, precision: 0.12)
        var best = LoadMeasure()
        while let rate = search.next, rate * target.deliveriesPerRecord >= 10_000 {
            var (measure, isHeld) = await attempt(rate)
            // What else runs on the machine may spoil one window.
            if !isHeld { (measure, isHeld) = await attempt(rate) }
            if isHeld, measure.deliveriesPerSecond > best.deliveriesPerSecond { best = measure }
            search.note(held: isHeld)
        }
        return best
    }
}
