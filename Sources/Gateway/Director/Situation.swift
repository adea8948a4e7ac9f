import State

/// How the dojo is at one moment, as far as it matters for breaking and mending it.
struct Situation: Sendable {
    struct Instance: Hashable, Sendable {
        let id: String
        let service: String
        let isRunning: Bool
    }

    /// What a `dojo up` tells; nil: nobody sees to what is desired.
    var supervisor: SupervisorReport?
    var desired = DesiredState()
    /// Those who say that they are there.
    var instances: [Instance] = []
    /// By name, as they are stored, defaults included.
    var settings: [String: String] = [:]
    /// Whether the order is there that is changed over and over.
    var hasHotOrder = false

    /// Instances of a service that do their work.
    func running(_ service: String) -> [String] {
        instances.filter { $0.service == service && $0.isRunning }.map(\.id).sorted()
    }

    /// Those of them that are also to run, and whose process is there: one that was killed a moment ago still says that it
    /// is, also when it is being started again.
    func wellAndRunning(_ service: String) -> [String] {
        guard desired.counts[service] != 0 else { return [] }
        let down = Set(supervisor?.parts.filter { !["ready", "waiting"].contains($0.state) }.map(\.name) ?? [])
        return running(service).filter { desired.wishes[$0] ?? .running == .running && !down.contains($0) }
    }

    private func isRunning(_ id: String) -> Bool { instances.contains { $0.id == id && $0.isRunning } }

    /// Why something cannot be done now; nil where it can.
    func obstacle(to disturbance: Disturbance) -> String? {
        switch disturbance {
        case .instance(let id, _):
            return unmanaged ?? (isRunning(id) ? nil : "\(id) does not run")
        case .service(let service, _), .scale(let service, _):
            return unmanaged ?? (running(service).isEmpty ? "no \(service) runs" : nil)
        case .setting(let name, let value):
            let isSo = settings[name.rawValue] == SettingsValues.stored(value, of: name)
            return isSo ? "\(name.rawValue) is \(value) already" : nil
        case .broker(let state):
            guard let supervisor else { return unmanaged }
            if supervisor.broker == "external" { return "the broker is not the dojo's own" }
            if case .slow = state, supervisor.broker != "embedded" { return "only the embedded broker can be slow" }
            return desired.broker ?? .up == .up ? nil : "the broker is not up"
        case .hotOrder, .poison: return nil
        }
    }

    private var unmanaged: String? { supervisor == nil ? "no dojo up sees to it" : nil }
}
