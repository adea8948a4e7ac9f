/// Why a record's value is not an event of the contract: it goes to a dead-letter topic, unchanged.
public struct MalformedEvent: Error, Hashable, Sendable, CustomStringConvertible {
    public let reason: String

    public init(_ reason: String) { self.reason = reason }

    public var description: String { reason }

    /// A decoder's complaint as one sentence that names the field.
    public init(_ error: any Error) {
        guard let error = error as? DecodingError else {
            self.init("\(error)")
            return
        }
        func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
            let keys = context.codingPath.map(\.stringValue) + (last.map { [$0.stringValue] } ?? [])
            return keys.isEmpty ? "the value" : keys.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): self.init("\(path(context, key)) is missing")
        case .typeMismatch(_, let context): self.init("\(path(context)) has the wrong type")
        case .valueNotFound(_, let context): self.init("\(path(context)) is null")
        case .dataCorrupted(let context):
            self.init(
                context.codingPath.isEmpty
                    ? "not JSON, or a number in it is out of range" : "\(path(context)) has a value that is not allowed"
            )
        @unknown default: self.init("\(error)")
        }
    }
}
