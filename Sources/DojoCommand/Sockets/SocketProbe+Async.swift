import EventLoop

extension SocketProbe {
    /// The answer, or nil when there was none, or another one.
    static func ask(_ question: Question, on loop: EventLoop) async -> Answer? {
        await withCheckedContinuation { continuation in
            loop.execute {
                // Kept until it has answered.
                let holder = Holder()
                holder.probe = SocketProbe(loop: loop, question) { answer in
                    holder.probe = nil
                    continuation.resume(returning: answer)
                }
            }
        }
    }

    private final class Holder {
        var probe: SocketProbe?
    }
}
