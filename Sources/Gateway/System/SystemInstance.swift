import JSONText
import State

/// An instance of a service in the system's document: what it says of itself, what is desired of it and what whoever runs
/// it says, as far as there is each.
struct SystemInstance {
    let id: String
    let service: String
    let group: String
    let member: Presence.Member?
    /// What it says that it reads.
    let report: InstanceReport?
    let part: SupervisorReport.Part?
    /// Nil where nobody sees to it.
    let wish: DesiredState.Wish?
    /// Others of its group hold partitions.
    let isOutnumbered: Bool

    /// All that are there or are to be there, service by service, each service's by number.
    static func all(in facts: SystemFacts, _ layouts: [ServiceLayout]) -> [SystemInstance] {
        layouts.flatMap { layout in
            let members = facts.services.filter { $0.details["service"] == layout.name }
            let parts = facts.supervisor?.parts.filter { $0.service == layout.name } ?? []
            let ids = Set(members.map(\.id) + parts.map(\.name)).sorted { InstanceID($0) < InstanceID($1) }
            let reports = facts.reports.filter { report in members.contains { $0.id == report.id } }
            let isShared = reports.contains { !$0.readings.isEmpty }
            return ids.map { id in
                SystemInstance(
                    id: id, service: layout.name, group: layout.group, member: members.first { $0.id == id },
                    report: reports.first { $0.id == id }, part: parts.first { $0.name == id },
                    wish: facts.count(of: layout.name).map { count in
                        facts.desired.wishes[id] ?? (InstanceID(id).number ?? 0 <= count ? .running : .stopped)
                    }, isOutnumbered: isShared)
            }
        }
    }

    func write(to json: inout JSONWriter) {
        json.object {
            $0.field("id", id)
            $0.field("service", service)
            $0.field("group", report?.group ?? group)
            $0.field("desired", ifPresent: wish?.rawValue)
            $0.field("process", ifPresent: part?.state)
            $0.field("state", member?.details["state"] ?? "gone")
            $0.field("reason", ifPresent: member?.details["reason"])
            $0.number("pid", part.map { $0.pid.map { "\($0)" } } ?? member?.details["pid"])
            $0.field("address", ifPresent: member?.details["address"])
            $0.number("startedAt", member?.details["startedAt"] ?? part?.startedAt.map { "\($0)" })
            if let member { $0.field("lastHeartbeat", member.lastHeartbeat.milliseconds) }
            $0.field("restarts", part?.restarts ?? 0)
            $0.field("lastExit", ifPresent: part?.lastExit)
            for name in ["memoryBytes", "handled", "failed", "perSecond", "p50Ms", "p99Ms"] as [StaticString] {
                $0.number(name, member?.details["\(name)"])
            }
            let readings = report?.readings ?? []
            $0.array("partitions") { json in for reading in readings { reading.write(to: &json) } }
            if member?.details["state"] == "running", readings.isEmpty, isOutnumbered {
                $0.field("idle", "There are more instances than partitions.")
            }
        }
    }
}
