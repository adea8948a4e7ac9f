import EventLoop

/// A timer that notices how late it is called: what keeps the loop busy keeps everybody waiting who is served by it.
final class Pulse {
    static let period = Duration.milliseconds(100)
    private var timer: LoopTimer?
    private var last: Duration
    private var beats = 0

    /// Calls `beat` ten times a second, with how late that is, and whether a second is over.
    init(on loop: EventLoop, _ beat: @escaping (_ late: Duration, _ isSecond: Bool) -> Void) {
        last = EventLoop.now
        timer = loop.schedule(after: Self.period, repeating: Self.period) { [unowned self] in
            let now = EventLoop.now
            let late = now - last - Self.period
            last = now
            beats += 1
            beat(late, beats % 10 == 0)
        }
    }
}
