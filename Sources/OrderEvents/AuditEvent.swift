import Foundation

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

    public init(json: [UInt8]) throws(MalformedEvent) {
        do {
            self = try JSONDecoder().decode(AuditEvent.self, from: Data(json))
        } catch {
            throw MalformedEvent(error)
        }
    }
}
