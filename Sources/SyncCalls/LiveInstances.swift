import Synchronization

/// Chooses among the instances that are there, one after another. Pure but for remembering whose turn it is.
public final class LiveInstances: Sendable {
    /// Somebody who can be called.
    public struct Instance: Hashable, Sendable {
        public let id: String
        /// Host and port.
        public let address: String

        public init(id: String, address: String) {
            self.id = id
            self.address = address
        }
    }

    /// Each service, and whose turn it was.
    private let turns = Mutex<[String: String]>([:])

    public init() {}

    /// The one after the one before, by their ids; nil where there is none.
    public func next(of service: String, among instances: [Instance]) -> Instance? {
        let inOrder = instances.sorted { $0.id < $1.id }
        return turns.withLock { turns in
            let chosen = turns[service].flatMap { last in inOrder.first { $0.id > last } } ?? inOrder.first
            turns[service] = chosen?.id
            return chosen
        }
    }
}
