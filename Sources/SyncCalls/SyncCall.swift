import Foundation
import JSONText

/// What is told of one call that worked: whom it reached, how long it took, and whom that one had to call in turn.
public struct SyncCall: Hashable, Sendable, Codable {
    public var service: String
    public var instance: String
    /// From the request to the whole answer, as the caller saw it.
    public var ms: Int
    /// Of notification: how often it tried.
    public var attempts: Int?
    public var calls: [SyncCall]

    public init(service: String, instance: String, ms: Int, attempts: Int? = nil, calls: [SyncCall] = []) {
        self.service = service
        self.instance = instance
        self.ms = ms
        self.attempts = attempts
        self.calls = calls
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        service = try fields.decode(String.self, forKey: .service)
        instance = try fields.decode(String.self, forKey: .instance)
        ms = try fields.decodeIfPresent(Int.self, forKey: .ms) ?? 0
        attempts = try fields.decodeIfPresent(Int.self, forKey: .attempts)
        calls = try fields.decodeIfPresent([SyncCall].self, forKey: .calls) ?? []
    }

    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("service", service)
            $0.field("instance", instance)
            $0.field("ms", ms)
            if let attempts { $0.field("attempts", attempts) }
            if !calls.isEmpty { $0.array("calls") { json in for call in calls { call.write(to: &json) } } }
        }
    }

    public var json: [UInt8] {
        var json = JSONWriter()
        write(to: &json)
        return json.bytes
    }
}

extension [SyncCall] {
    /// As a `Server-Timing` header tells it (W3C Server Timing): `notification;dur=412;desc="notification-1"`. For answers
    /// without a body, and for the network panel of a browser.
    public var serverTiming: String {
        map { call in
            // A quoted string (RFC 9110, section 5.6.4) of visible ASCII; names of instances are chosen by people.
            let name = call.instance.unicodeScalars.filter {
                (0x20...0x7E).contains($0.value) && $0 != "\"" && $0 != "\\"
            }
            return "\(call.service);dur=\(call.ms);desc=\"\(String(String.UnicodeScalarView(name)))\""
        }.joined(separator: ", ")
    }
}
