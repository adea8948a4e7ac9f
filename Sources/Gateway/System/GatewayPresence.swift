import State

/// A gateway as it tells all who look for it of itself.
struct GatewayPresence: Sendable {
    static let kind = "gateway"

    let id: String
    /// That it is served on.
    let address: String
    let connections: Int
    /// Why it is of no use; nil where it is.
    let trouble: String?
    /// Resident; nil where the system does not say.
    let memoryBytes: Int?
    let startedAt: Int64

    var heartbeat: Presence.Heartbeat {
        var details = ["address": address, "connections": "\(connections)", "startedAt": "\(startedAt)"]
        details["reason"] = trouble
        details["memoryBytes"] = memoryBytes.map { "\($0)" }
        return Presence.Heartbeat(id: id, details: details)
    }
}
