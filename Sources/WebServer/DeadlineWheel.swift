/// Deadlines of all connections of a server, moved and dropped in constant time, looked after by one timer.
///
/// A ring of lists: a connection hangs in the list of the tick at which it is due (modulo the ring's size), linked
/// through fields of its own. Deadlines come true up to one tick late.
struct DeadlineWheel {
    /// Length of a tick.
    static let tick: Duration = .milliseconds(100)
    private static let size = 512

    private var heads = [Unmanaged<Connection>?](repeating: nil, count: size)
    private(set) var now: UInt32 = 0
    private(set) var count = 0

    /// Puts `connection` at `delay` from now, wherever it was before.
    mutating func set(_ connection: Connection, after delay: Duration) {
        remove(connection)
        let (seconds, attoseconds) = delay.components
        let ticks = seconds * 10 + attoseconds / 100_000_000_000_000_000
        connection.due = now &+ UInt32(clamping: max(1, ticks + 1))
        let slot = Int(connection.due) % Self.size
        let entry = Unmanaged.passUnretained(connection)
        connection.slot = Int16(slot)
        connection.next = heads[slot]
        connection.previous = nil
        heads[slot]?.takeUnretainedValue().previous = entry
        heads[slot] = entry
        count += 1
    }

    mutating func remove(_ connection: Connection) {
        guard connection.slot >= 0 else { return }
        if let previous = connection.previous {
            previous.takeUnretainedValue().next = connection.next
        } else {
            heads[Int(connection.slot)] = connection.next
        }
        connection.next?.takeUnretainedValue().previous = connection.previous
        connection.slot = -1
        connection.next = nil
        connection.previous = nil
        count -= 1
    }

    /// Turns by one tick; returns who is due, no longer on the wheel.
    mutating func advance() -> [Connection] {
        now &+= 1
        var due: [Connection] = []
        var entry = heads[Int(now) % Self.size]
        while let connection = entry?.takeUnretainedValue() {
            entry = connection.next
            if connection.due == now { due.append(connection) }
        }
        for connection in due { remove(connection) }
        return due
    }
}
