/// What has to be built and restarted after files have changed.
struct ChangePlan: Sendable, Equatable {
    /// One of the two programs.
    enum Product: String, Sendable, CaseIterable {
        case gateway, dojo
    }

    /// To be built, before anything is restarted.
    private(set) var products: Set<Product> = []
    /// Parts to restart.
    private(set) var roles: Set<Part.Role> = []
    /// What to tell the person.
    private(set) var notes: Set<String> = []

    /// The services, as roles.
    static let services: Set<Part.Role> = [
        .service("notification"), .service("fraud"), .service("analytics"), .service("audit"),
    ]
    private static let stateless = services.union([.gateway])

    /// - Parameter paths: Relative to the project's folder.
    init(paths: some Sequence<String>) {
        for path in paths { add(path) }
    }

    /// Whether nothing is to be done or said.
    var isEmpty: Bool { products.isEmpty && roles.isEmpty && notes.isEmpty }

    /// Whether what the embedded broker and the private Redis hold is lost by it.
    var losesState: Bool { roles.contains(.broker) }

    private mutating func add(_ path: String) {
        let parts = path.split(separator: "/").map(String.init)
        guard let file = parts.last, !Self.isTemporary(file) else { return }
        switch parts[0] {
        case "Sources" where parts.count > 2 && Self.isSource(file): addSource(Array(parts.dropFirst()))
        case "Package.swift": change(Set(Product.allCases), Self.stateless)
        case "redis" where file.hasSuffix(".lua"): roles.formUnion(Self.users(ofScript: file))
        case "redis": notes.insert("\(path) is used from the next start on")
        case "web": notes.insert("web/ has changed: reload the page")
        default: break
        }
    }

    /// Who calls the scripts of a subject, which is the first word of their names.
    private static func users(ofScript file: String) -> Set<Part.Role> {
        switch file.prefix(while: { $0 != "_" }) {
        case "order", "outbox": [.gateway]
        case "fraud": [.service("fraud")]
        case "analytics": [.service("analytics")]
        case "decision": services
        default: stateless
        }
    }

    /// What is not named here is part of both programs.
    private mutating func addSource(_ parts: [String]) {
        switch (parts[0], parts[1]) {
        case ("Gateway", _), ("GatewayCommand", _), ("Fanout", _): change([.gateway], [.gateway])
        case ("Services", let folder):
            let service = Part.Role.service(folder.lowercased())
            change([.dojo], Self.services.contains(service) ? [service] : Self.services)
        case ("Bench", _): change([.dojo], [])
        case ("DojoCommand", _) where parts.last == "BrokerCommand.swift": change([.dojo], [.broker])
        case ("DojoCommand", _):
            change([.dojo], [])
            notes.insert("dojo itself has changed: stop and start it to use that")
        case ("Kafka", "Embedded"): change(Set(Product.allCases), Self.stateless.union([.broker]))
        default: change(Set(Product.allCases), Self.stateless)
        }
    }

    private mutating func change(_ products: Set<Product>, _ roles: Set<Part.Role>) {
        self.products.formUnion(products)
        self.roles.formUnion(roles)
    }

    private static func isSource(_ file: String) -> Bool {
        [".swift", ".h", ".modulemap"].contains { file.hasSuffix($0) }
    }

    /// What editors leave for a moment.
    private static func isTemporary(_ file: String) -> Bool {
        file.hasPrefix(".") || file.hasPrefix("#") || file.hasSuffix("~") || file.hasSuffix(".swp")
    }
}
