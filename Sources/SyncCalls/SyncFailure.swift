import Foundation
import JSONText

/// A call that did not work: nothing is done about the order.
public struct SyncFailure: Error, Hashable, Sendable {
    /// The service that was called.
    public var dependency: String
    /// Why it did not work; goes on where "notification" ends: "has no live instance".
    public var reason: String

    public init(_ dependency: String, _ reason: String) {
        self.dependency = dependency
        self.reason = reason
    }

    public var sentence: String { "\(dependency) \(reason)" }
}

/// What a service says that could not do what was asked: `{"code": …, "message": …}`.
public struct SyncRefusal: Error, Hashable, Sendable, Codable {
    public var code: String
    public var message: String

    public init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }

    init?(json: [UInt8]) {
        guard let refusal = try? JSONDecoder().decode(SyncRefusal.self, from: Data(json)) else { return nil }
        self = refusal
    }

    public var json: [UInt8] {
        JSONWriter.object {
            $0.field("code", code)
            $0.field("message", message)
        }
    }
}
