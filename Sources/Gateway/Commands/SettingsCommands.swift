import Foundation
import JSONText
import OrderEvents
import State

/// What can be changed while everything runs.
struct SettingsCommands: Sendable {
    /// Nil: there is no Redis to keep them.
    let settings: ToldSettings?
    let diary: LabDiary

    var commands: [Command] {
        [
            Command("settings.get", .get("/api/settings"), .read) { _, _ throws(Problem) in
                try await available().current().json
            },
            Command("settings.set", .patch("/api/settings"), .direct, in: diary) { input, _ throws(Problem) in
                try await set(input)
            },
        ]
    }

    private func available() throws(Problem) -> ToldSettings {
        guard let settings else { throw .noState }
        return settings
    }

    /// All or none of them; `null` is what holds where nothing was ever set.
    nonisolated(nonsending) private func set(_ input: CommandInput) async throws(Problem) -> Act {
        let settings = try available()
        guard let object = input.object else { throw Problem(InvalidOrder.malformed) }
        do throws(StateError) {
            let changes = try Self.changes(in: object)
            let (before, after) = try await settings.set(changes)
            return Act(after.json, LabEntry.settings(Set(changes.keys), from: before, to: after))
        } catch  where error.code == .invalidSetting {
            throw Problem(400, "settings.invalid", error.message)
        } catch {
            throw Problem(error)
        }
    }

    /// The settings in an object, as they are stored.
    static func changes(in object: [UInt8]) throws(StateError) -> [SettingsValues.Name: String?] {
        var changes: [SettingsValues.Name: String?] = [:]
        var unknown: String?
        JSONObjectScanner.forEachField(of: object.span) { field, value in
            let text = JSONObjectScanner.decode(string: object.span.extracting(field)) ?? ""
            guard let name = SettingsValues.Name(rawValue: text) else {
                unknown = text
                return
            }
            let value = object.span.extracting(value)
            let new: String? =
                switch value[0] {
                case UInt8(ascii: "n"): nil
                case UInt8(ascii: "\""): JSONObjectScanner.decode(string: value) ?? ""
                default: String(decoding: JSONObjectScanner.copy(value), as: UTF8.self)
                }
            changes.updateValue(new, forKey: name)
        }
        let names = SettingsValues.Name.allCases.map(\.rawValue).joined(separator: ", ")
        if let unknown {
            throw StateError(.invalidSetting, "there is no setting \(unknown.prefix(40)); there are \(names)")
        }
        guard !changes.isEmpty else { throw StateError(.invalidSetting, "name at least one of \(names)") }
        return changes
    }
}

extension SettingsValues {
    /// As callers see them.
    var json: [UInt8] {
        JSONWriter.object { json in
            for name in Name.allCases {
                let text = self[name]
                // A number or a word.
                if Double(text) == nil {
                    json.field(named: name.rawValue, text)
                } else {
                    json.raw(named: name.rawValue, Array(text.utf8))
                }
            }
        }
    }
}

extension Problem {
    /// The answer of a gateway without Redis to what needs it.
    static let noState = Problem(
        404, "command.unavailable", "this gateway has no Redis, where what this is about is kept: see --redis")
}
