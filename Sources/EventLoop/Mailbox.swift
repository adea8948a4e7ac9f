import Synchronization

/// Brings elements from any thread to a loop, in order, as batches: however many are posted while the loop is busy,
/// it is woken once and takes them all in one call.
public final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var posted = false
    }

    private let loop: EventLoop
    private let state = Mutex(State())
    private let deliver: @Sendable ([Element]) -> Void

    /// - Parameter deliver: called on `loop` with everything posted since its last call, oldest first.
    public init(loop: EventLoop, deliver: @escaping @Sendable ([Element]) -> Void) {
        self.loop = loop
        self.deliver = deliver
    }

    /// Adds `element`; from any thread.
    public func post(_ element: Element) {
        let first = state.withLock { state -> Bool in
            state.elements.append(element)
            defer { state.posted = true }
            return !state.posted
        }
        guard first else { return }
        loop.execute { [self] in
            let elements = state.withLock { state -> [Element] in
                state.posted = false
                var taken: [Element] = []
                swap(&taken, &state.elements)
                return taken
            }
            deliver(elements)
        }
    }
}
