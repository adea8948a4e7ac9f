/// The batches in hand, in the order of their records: how far each has come, and which may go on.
///
/// While one batch waits for Kafka's acknowledgement the next is decided. Each takes steps: 0, its decisions are stored;
/// 1, 2 …, what follows from them is handed to the producer, so often as its handler produces. A step is taken only when
/// every batch before has taken it, so that decisions, and records of a key, keep the order of what they follow from. A
/// batch with something in it that an earlier one still has in hand waits for that one's end, or it would not see that it
/// is done already. Batches end in their order: what is done may be committed up to there, and no further.
///
/// Pure: it knows numbers, not batches.
struct BatchLine<Key: Hashable & Sendable>: Sendable {
    /// Counts from 0.
    typealias Number = Int

    private struct Place {
        /// What its decisions are stored under; nil before it is known.
        var keys: Set<Key>?
        /// Steps taken.
        var steps = 0
        var isDone = false

        func hasTaken(_ step: Int) -> Bool { isDone || steps > step }
    }

    /// Most batches in hand.
    let depth: Int
    /// Those that have not ended.
    private var places: [Place] = []
    /// The number of the first of them.
    private(set) var first: Number = 0

    init(depth: Int) { self.depth = depth }

    var isEmpty: Bool { places.isEmpty }
    var hasRoom: Bool { places.count < depth }

    /// Puts a batch at the end.
    mutating func join() -> Number {
        places.append(Place())
        return first + places.count - 1
    }

    /// Says what the decisions of a batch are stored under; it takes no step before.
    mutating func describe(_ number: Number, keys: Set<Key>) {
        places[number - first].keys = keys
    }

    /// Whether a batch may take a step now; one that it has taken before, always.
    func mayTake(_ step: Int, _ number: Number) -> Bool {
        let index = number - first
        guard let keys = places[index].keys else { return false }
        if places[index].hasTaken(step) { return true }
        let earlier = places[..<index]
        guard earlier.allSatisfy({ $0.hasTaken(step) }) else { return false }
        return step > 0 || earlier.allSatisfy { $0.isDone || $0.keys?.isDisjoint(with: keys) == true }
    }

    /// Notes that a batch has taken a step, and those before it.
    mutating func took(_ step: Int, _ number: Number) {
        let index = number - first
        guard places.indices.contains(index) else { return }
        places[index].steps = max(places[index].steps, step + 1)
    }

    /// Notes that nothing is left to do for a batch.
    ///
    /// - Returns: the batches that end with that, oldest first: those done before which none is that is not.
    mutating func done(_ number: Number) -> Range<Number> {
        places[number - first].isDone = true
        let ended = places.prefix { $0.isDone }.count
        places.removeFirst(ended)
        first += ended
        return first - ended..<first
    }
}
