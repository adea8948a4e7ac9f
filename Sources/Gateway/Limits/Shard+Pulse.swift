/// What a shard looks after all the time, with one timer for all its clients.
extension Shard {
    func beginPulse() {
        pulse = Pulse(on: loop) { [weak self] late, isSecond in
            self?.assumeIsolated { shard in
                shard.metrics.stalled(late)
                shard.measure()
                if isSecond { shard.closeStalled() }
            }
        }
    }

    /// Shows how much of everything there is.
    private func measure() {
        metrics.settle()
        metrics.stands(connections: sessions.count, streams: feeds.count, blocked: blocked.count)
        for (channel, fanout) in fanouts { rings?.note(fanout.ring, of: channel) }
    }
}
