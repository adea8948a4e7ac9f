import EventLoop
import Fanout

/// Gives clients what is new: in rounds through all of them, each in pieces.
extension Shard {
    /// How long a piece of a round takes, in which the loop does nothing else.
    private static let pieceTime = Duration.milliseconds(2)

    /// Begins a round, now or when the pace allows, if there is something new.
    func flush() {
        guard !grown.isEmpty, flushing.isEmpty, !flushIsDue else { return }
        let delay = pace.delay(at: EventLoop.now)
        guard delay == .zero else { return goOn(after: delay) }
        beginRound()
    }

    private func goOn(after delay: Duration) {
        flushIsDue = true
        if let flushTimer { return flushTimer.restart(after: delay) }
        flushTimer = loop.schedule(after: delay) { [weak self] in
            self?.assumeIsolated { shard in
                shard.flushIsDue = false
                if shard.flushing.isEmpty { shard.beginRound() } else { shard.goOn() }
            }
        }
    }

    private func beginRound() {
        flushing = grown.compactMap { fanouts[$0] }
        grown.removeAll(keepingCapacity: true)
        (flushStart, flushTime) = (EventLoop.now, .zero)
        for fanout in flushing { fanout.beginRound() }
        goOn()
    }

    private func goOn() {
        let start = EventLoop.now
        while let fanout = flushing.last {
            guard fanout.serve(until: start + Self.pieceTime, metrics) else {
                flushTime += EventLoop.now - start
                return goOn(after: .zero)
            }
            flushing.removeLast()
        }
        let write = metrics.settle()
        let end = EventLoop.now
        pace.flushed(in: flushTime + (end - start), write: write, from: flushStart, to: end)
        flush()
    }
}
