import Foundation
import JSONText

/// What every value of topic `audit` has, whoever wrote it: enough to count it and to log it.
public struct AuditEvent: Hashable, Sendable, Decodable {
    public let source: String
    public let action: String
    public let orderID: String
    public let instanceID: String?
    public let timestamp: Timestamp

    private enum CodingKeys: String, CodingKey {
        case source, action
        case orderID = "orderId"
        case instanceID = "instanceId"
        case timestamp
    }

    init(source: String, action: String, orderID: String, instanceID: String?, timestamp: Timestamp) {
        self.source = source
        self.action = action
        self.orderID = orderID
        self.instanceID = instanceID
        self.timestamp = timestamp
    }

    public init(json: [UInt8]) throws(MalformedEvent) {
        if JSONText.isValid(json), let event = AuditEvent(usual: json.span) {
            self = event
            return
        }
        do {
            self = try JSONDecoder().decode(AuditEvent.self, from: Data(json))
        } catch {
            throw MalformedEvent(error)
        }
    }
}
