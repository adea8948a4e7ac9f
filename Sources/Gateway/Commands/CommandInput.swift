import Foundation
import JSONText
import OrderEvents

/// What a command is given: one object. Over HTTP the parameters of the path, those of the query and the fields of the body
/// together, over a WebSocket the command's `data`.
///
/// A handler asks for the fields that it knows, each with what it may be; a field that is missing or makes no sense ends the
/// command with `input.invalid`, which names it. `null` is as if the field were not there.
struct CommandInput: Sendable {
    /// The object as it was written; nil: there was none.
    let object: [UInt8]?
    private var fields: [String: Field] = [:]

    private enum Field: Sendable {
        /// From a path or a query: also a number, if it reads as one.
        case text(String)
        case json([UInt8])
    }

    /// - Parameter object: valid JSON.
    /// - Throws: `json.malformed` where it is something else than an object.
    init(object: [UInt8]?, parameters: [String: String] = [:]) throws(Problem) {
        self.object = object
        if let object {
            let isObject = JSONObjectScanner.forEachField(of: object.span) { name, value in
                guard let name = JSONObjectScanner.decode(string: object.span.extracting(name)) else { return }
                let value = Array(object[value])
                fields[name] = value == Array("null".utf8) ? nil : .json(value)
            }
            guard isObject else { throw Problem(InvalidOrder.malformed) }
        }
        for (name, text) in parameters { fields[name] = .text(text) }
    }

    /// The fields there are.
    var names: Set<String> { Set(fields.keys) }

    func contains(_ name: String) -> Bool { fields[name] != nil }

    // MARK: Values

    func text(_ name: String) throws(Problem) -> String { try required(name, try text(ifPresent: name)) }

    func text(ifPresent name: String) throws(Problem) -> String? {
        switch fields[name] {
        case nil: return nil
        case .text(let text): return text
        case .json(let json): return try decoded(String.self, json, name, "must be a text")
        }
    }

    /// One of these texts.
    func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ name: String, of type: Value.Type = Value.self
    ) throws(Problem) -> Value {
        let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
        guard let value = Value(rawValue: try text(name)) else { throw Problem(field: name, "must be one of \(words)") }
        return value
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(Problem) -> Int {
        try required(name, try integer(ifPresent: name, in: range))
    }

    func integer(ifPresent name: String, in range: ClosedRange<Int>) throws(Problem) -> Int? {
        let rule = "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
        let number: Int?
        switch fields[name] {
        case nil: return nil
        case .text(let text): number = Int(text)
        case .json(let json): number = try decoded(Int.self, json, name, rule)
        }
        guard let number, range.contains(number) else { throw Problem(field: name, rule) }
        return number
    }

    func flag(_ name: String) throws(Problem) -> Bool { try required(name, try flag(ifPresent: name)) }

    func flag(ifPresent name: String) throws(Problem) -> Bool? {
        switch fields[name] {
        case nil: return nil
        case .text(let text):
            guard let flag = Bool(text) else { throw Problem(field: name, "must be true or false") }
            return flag
        case .json(let json): return try decoded(Bool.self, json, name, "must be true or false")
        }
    }

    /// A list of texts.
    func texts(ifPresent name: String) throws(Problem) -> [String]? {
        switch fields[name] {
        case nil: return nil
        case .text(let text): return text.split(separator: ",").map(String.init)
        case .json(let json): return try decoded([String].self, json, name, "must be a list of texts")
        }
    }

    /// A field as it stands in the object; a parameter as a JSON text.
    func json(ifPresent name: String) -> [UInt8]? {
        switch fields[name] {
        case nil: nil
        case .text(let text): (try? JSONEncoder().encode(text)).map { Array($0) }
        case .json(let json): json
        }
    }

    private func decoded<Value: Decodable>(
        _ type: Value.Type, _ json: [UInt8], _ name: String, _ rule: String
    ) throws(Problem) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(json))
        } catch {
            throw Problem(field: name, rule)
        }
    }

    private func required<Value>(_ name: String, _ value: Value?) throws(Problem) -> Value {
        guard let value else { throw Problem(field: name, "is required") }
        return value
    }
}

extension Problem {
    /// One field of a command's input is not what it has to be.
    ///
    /// - Parameter rule: goes on where the field's name ends: "must be a text".
    init(field name: String, _ rule: String) {
        self.init(
            400, "input.invalid", "\(name.prefix(60)) \(rule)",
            details: [FieldProblem(field: String(name.prefix(60)), message: rule)])
    }
}
