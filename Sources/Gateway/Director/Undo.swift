import Foundation
import State

/// How something that was done is undone; kept in Redis before it is done, so that any gateway can undo it.
struct Undo: Hashable, Sendable, Codable {
    /// When, in milliseconds since 1970; nil: when its drill is stopped.
    var dueAt: Int64?
    /// Instances that are to run again, if they are still as they were made.
    var instances: [String] = []
    var wish: String?
    /// How many instances a service had, if it still has as many as it was given.
    var service: String?
    var count: Int?
    var given: Int?
    /// A setting, what it was made, as it is stored, and what it was before; nil: it was never set. Of the broker, too,
    /// what it was made.
    var setting: String?
    var value: String?
    var before: String?
    /// What held before, wherever it came from.
    var was: String?
    /// Whether the broker is to be up again.
    var broker = false
    /// An order that is to be deleted.
    var order: String?
    /// Whether it was done already, and can be looked at for being mended.
    var isDone = false

    /// - Parameter stored: the settings that were ever set.
    init(_ disturbance: Disturbance, in situation: Situation, stored: [String: String], order: String?, dueAt: Int64?) {
        self.dueAt = dueAt
        switch disturbance {
        case .instance(let id, let wish):
            instances = [id]
            self.wish = wish.rawValue
        case .service(let service, let wish):
            instances = situation.running(service)
            self.wish = wish.rawValue
        case .scale(let service, let count):
            self.service = service
            given = count
            self.count = situation.desired.counts[service]
        case .setting(let name, let value):
            setting = name.rawValue
            self.value = SettingsValues.stored(value, of: name)
            before = stored[name.rawValue]
            was = situation.settings[name.rawValue]
        case .broker(let state):
            broker = true
            value = state.text
        case .hotOrder: self.order = order
        case .poison: break
        }
    }

    /// As Redis keeps it.
    var text: String { (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    init?(text: String) {
        guard let undo = try? JSONDecoder().decode(Undo.self, from: Data(text.utf8)) else { return nil }
        self = undo
    }

    /// What is to be desired again, of what nobody has changed meanwhile.
    func changes(in desired: DesiredState) -> [Lab.Change] {
        var changes = instances.filter { desired.wishes[$0]?.rawValue == wish }.map {
            Lab.Change.wish(instance: $0, nil)
        }
        if let service, desired.counts[service] == given { changes.append(.count(service: service, count)) }
        if broker, let state = desired.broker, state.text == value { changes.append(.broker(nil)) }
        return changes
    }
}

extension Undo {
    /// For the log.
    var target: String {
        instances.isEmpty ? service ?? setting ?? (broker ? "broker" : "orders") : instances.joined(separator: ", ")
    }

    var detail: String {
        if let setting { return "\(setting) is as before" }
        if service != nil { return "as many as before" }
        if !instances.isEmpty { return "to run again" }
        return broker ? "to be up again" : ""
    }
}
