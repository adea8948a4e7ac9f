import JSONText
import State
import Synchronization

/// What everybody in the room has to know at once: whether ordering is open, and what is not shown. Kept as it was last
/// heard, and told on whenever it changes. One a process.
final class RoomWatch: Sendable {
    private struct Known {
        var hidden = HiddenThings.none
        var told: [UInt8]?
    }

    private let room: RoomState
    private let settings: Settings
    private let known = Mutex(Known())
    private let tell: Mutex<(@Sendable ([UInt8]) -> Void)?> = Mutex(nil)
    private let wishes: AsyncStream<Void>.Continuation
    private let stream: AsyncStream<Void>

    init(room: RoomState, settings: Settings) {
        self.room = room
        self.settings = settings
        (stream, wishes) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Listens until the task is cancelled.
    ///
    /// - Parameter tell: passes a message on to whoever it is for.
    func run(_ tell: @escaping @Sendable ([UInt8]) -> Void) async {
        self.tell.withLock { $0 = tell }
        settings.onChange { [weak self] _ in self?.say() }
        await room.onChange { [wishes] in wishes.yield() }
        for await _ in stream { await look() }
    }

    func stop() { wishes.finish() }

    /// The message for somebody who has not heard it; nil where all is as one would think.
    var news: [UInt8]? {
        let hidden = known.withLock { $0.hidden }
        let ordering = settings.current.ordering
        return hidden == .none && ordering == .open ? nil : ServerMessage.room(ordering, hidden)
    }

    private func look() async {
        // One that failed is made up for when Redis is reached again: that, too, is a wish.
        guard let hidden = try? await room.hidden() else { return }
        known.withLock { $0.hidden = hidden }
        say()
    }

    /// Says how it is, where that is not what was said last.
    private func say() {
        let ordering = settings.current.ordering
        let message = known.withLock { known -> [UInt8]? in
            let message = ServerMessage.room(ordering, known.hidden)
            let before = known.told ?? ServerMessage.room(.open, .none)
            known.told = message
            return message == before ? nil : message
        }
        if let message, let tell = tell.withLock({ $0 }) { tell(message) }
    }
}

extension HiddenThings {
    func write(to json: inout JSONWriter) {
        json.object("hidden") {
            $0.array("names") { json in for name in names { json.element(name) } }
            $0.array("orders") { json in for id in orders { json.element(id) } }
        }
    }
}
