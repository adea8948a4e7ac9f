import State

/// What does to containers what the lab would do to processes. For people: nothing of it is run here.
enum ContainerCommand: Sendable {
    case scale(service: String, count: Int)
    case act(InstanceAction, instance: String)
    case output(instance: String)
    case broker(isUp: Bool)
    case reset

    var text: String {
        switch self {
        case .scale(let service, let count): "docker compose up -d --no-recreate --scale \(service)=\(count)"
        case .act(let action, let instance): "docker \(Self.verb(action)) \(Self.container(of: instance))"
        case .output(let instance): "docker logs --tail 100 \(Self.container(of: instance))"
        case .broker(let isUp): "docker compose \(isUp ? "unpause" : "pause") kafka"
        case .reset: "docker compose down --volumes && docker compose up -d"
        }
    }

    private static func verb(_ action: InstanceAction) -> String {
        switch action {
        case .stop: "stop"
        case .start: "start"
        case .restart: "restart"
        case .kill: "kill"
        case .freeze: "pause"
        case .thaw: "unpause"
        }
    }

    /// An instance that was given no name is called after its container: `fraud-3f9c2a1b4d5e-7` runs in `3f9c2a1b4d5e`.
    private static func container(of instance: String) -> String {
        let parts = instance.split(separator: "-")
        guard parts.count == 3, parts[1].count == 12, parts[1].allSatisfy(\.isHexDigit) else {
            return "<container of \(instance.prefix(60))>"
        }
        return String(parts[1])
    }

    var problem: Problem {
        Problem(409, "lab.unmanaged", "nobody runs the processes for this gateway; in containers: \(text)")
    }
}
