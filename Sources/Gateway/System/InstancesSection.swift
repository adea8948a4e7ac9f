import JSONText
import State

/// `services`, `instances` and `gateways`: who is to be there, and who is.
struct InstancesSection: SystemSection {
    let layouts: [ServiceLayout]

    nonisolated(nonsending) func write(to json: inout JSONWriter, _ facts: SystemFacts) async {
        json.array("services") { json in
            for layout in layouts {
                json.object {
                    $0.field("name", layout.name)
                    $0.field("group", layout.group)
                    if let count = facts.count(of: layout.name) { $0.field("desired", count) }
                    $0.array("topics") { json in for topic in layout.topics { json.element(topic) } }
                }
            }
        }
        json.array("instances") { json in
            for instance in SystemInstance.all(in: facts, layouts) { instance.write(to: &json) }
        }
        json.array("gateways") { json in for gateway in facts.gateways { Self.write(gateway, to: &json) } }
    }

    private static func write(_ gateway: Presence.Member, to json: inout JSONWriter) {
        json.object {
            $0.field("id", gateway.id)
            $0.field("address", ifPresent: gateway.details["address"])
            $0.field("connections", gateway.details["connections"].flatMap { Int($0) } ?? 0)
            $0.field("ready", gateway.details["reason"] == nil)
            $0.field("reason", ifPresent: gateway.details["reason"])
            $0.number("memoryBytes", gateway.details["memoryBytes"])
            $0.number("startedAt", gateway.details["startedAt"])
            $0.field("lastHeartbeat", gateway.lastHeartbeat.milliseconds)
        }
    }
}

extension JSONWriter {
    /// A number that is kept as text; nothing where it is none.
    mutating func number(_ name: StaticString, _ text: String?) {
        guard let text, let number = Double(text), number.isFinite else { return }
        raw(name, Array((Int64(exactly: number).map { "\($0)" } ?? "\(number)").utf8))
    }
}
