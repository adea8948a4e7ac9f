import Fanout

extension RecordFilter {
    /// A filter as a client asks for it: `keys`, and `where` by path.
    init(keys: [String]?, where wanted: [String: JSONScalar]) throws(InvalidFilter) {
        if let keys, keys.count > ClientMessage.mostKeys {
            throw InvalidFilter(message: "keys has more than \(ClientMessage.mostKeys) keys")
        }
        if wanted.count > ClientMessage.mostConditions {
            throw InvalidFilter(message: "where has more than \(ClientMessage.mostConditions) conditions")
        }
        var conditions: [Condition] = []
        for (path, value) in wanted.sorted(by: { $0.key < $1.key }) {
            guard let condition = Condition(path: path, equals: value) else {
                throw InvalidFilter(message: "where takes header.<name> and value.<field>, not \(path.prefix(40))")
            }
            conditions.append(condition)
        }
        self.init(keys: keys, conditions: conditions)
    }
}

/// Why a filter cannot be.
struct InvalidFilter: Error {
    let message: String
}
