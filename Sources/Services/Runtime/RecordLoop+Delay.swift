import EventLoop

/// The slow consumer: a setting makes each record take longer. Reading, rebalances and stopping go on as ever.
extension RecordLoop {
    /// Records of one batch: so few that a slow one takes about a second, and its progress is seen and committed.
    var batchLimit: Int {
        let delay = delay()
        return delay == .zero ? Self.batch : max(1, min(Self.batch, Int(.seconds(1) / delay)))
    }

    /// Takes its time over a batch, as long as the setting says so and its records are this instance's. It is no trouble:
    /// the batch counts as begun only when that is over.
    func dawdle(over number: Int, _ entries: [Entry]) async {
        let start = EventLoop.now
        while !isStopping {
            let now = EventLoop.now
            inHand[number]?.start = now
            let left = start + delay() * entries.count(where: isOurs) - now
            guard left > .zero else { return }
            try? await Task.sleep(for: min(left, .milliseconds(50)))
        }
    }
}
