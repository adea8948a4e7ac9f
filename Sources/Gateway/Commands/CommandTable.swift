import Access

/// All that can be asked of a gateway, by name and by route.
struct CommandTable: Sendable {
    /// In the order of their names.
    let commands: [Command]
    private let byName: [String: Command]

    /// - Parameter commands: no two of them with one name.
    init(_ commands: [Command]) {
        self.commands = commands.sorted { $0.name < $1.name }
        byName = Dictionary(uniqueKeysWithValues: commands.map { ($0.name, $0) })
    }

    subscript(name: String) -> Command? { byName[name] }

    /// What is at a place.
    enum Endpoint: Sendable {
        case command(Command, parameters: [String: String])
        /// Something, but not by this method.
        case notAllowed(methods: [String])
        case nothing

        /// What it takes; nil where there is no command.
        var permission: Permission? {
            if case .command(let command, _) = self { command.permission } else { nil }
        }
    }

    func endpoint(_ method: String, _ path: String) -> Endpoint {
        var methods: [String] = []
        for command in commands {
            guard let route = command.route, let parameters = route.parameters(in: path) else { continue }
            if route.methods.contains(method) { return .command(command, parameters: parameters) }
            methods += route.methods
        }
        return methods.isEmpty ? .nothing : .notAllowed(methods: methods)
    }

    /// The answer to a name that is none of these.
    func unknown(_ name: String) -> Problem {
        let list = commands.map(\.name).joined(separator: ", ")
        return Problem(404, "command.unknown", "there is no command \(name.prefix(40)); there are \(list)")
    }
}
