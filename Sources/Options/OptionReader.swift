/// Reads a command's settings, and collects what `--help` says about them, in one pass.
///
///     var reader = OptionReader(command: "gateway", abstract: "The edge.", arguments: arguments, environment: environment)
///     let port = reader.option("port", default: 3001, in: 0...65535, help: "Port to serve on.")
///     try reader.finish()
///
/// A flag wins over its environment variable, that over the default. `--name value` and `--name=value` are the same;
/// the last one given counts; what follows `--` is positional. `fail-rate` is `FAIL_RATE` in the environment unless
/// another name is given (an empty one: none), and an empty variable is as good as none. Positional arguments are
/// read after all options. No call fails: what is wrong is collected, and the default is returned meanwhile.
public struct OptionReader: Sendable {
    /// What was read so far, in the order of reading.
    public private(set) var descriptions: [OptionDescription] = []
    let command: String
    let abstract: String
    var positionals: [(name: String, help: String)] = []
    private let environment: [String: String]
    private var tokens: [String]  // not read yet
    private var plainTokens: [String]  // after `--`, not read yet
    private var given: [String: [String]] = [:]  // by flag, in their order
    private var currentSection = "Options"
    private var problems: [String] = []

    /// - Parameters:
    ///   - command: How it is called: `dojo up`.
    ///   - abstract: What it does, in a sentence.
    ///   - arguments: What follows the command's name.
    ///   - environment: With `.env` merged below it: ``DotEnv/environment(over:)``.
    public init(command: String, abstract: String, arguments: [String], environment: [String: String]) {
        self.command = command
        self.abstract = abstract
        self.environment = environment
        let parts = arguments.split(separator: "--", maxSplits: 1, omittingEmptySubsequences: false)
        tokens = Array(parts[0])
        plainTokens = parts.count > 1 ? Array(parts[1]) : []
    }

    /// Begins a heading: options read from here on stand under it.
    public mutating func section(_ title: String) { currentSection = title }

    /// An option with a default.
    public mutating func option<V: OptionValue>(
        _ name: String, default value: V, help: String, environment: String? = nil, placeholder: String? = nil
    ) -> V {
        read(name, value, help, environment, placeholder ?? V.optionPlaceholder) ?? value
    }

    /// An option with a default, whose value must lie in a range.
    public mutating func option<V: OptionValue & Comparable>(
        _ name: String, default value: V, in range: ClosedRange<V>, help: String, environment: String? = nil,
        placeholder: String? = nil
    ) -> V {
        let result = read(name, value, help, environment, placeholder ?? V.optionPlaceholder) ?? value
        return check(name, result, in: range) ? result : value
    }

    /// An option that may be left out.
    public mutating func option<V: OptionValue>(
        _ name: String, as type: V.Type = V.self, help: String, environment: String? = nil, placeholder: String? = nil
    ) -> V? {
        read(name, nil, help, environment, placeholder ?? V.optionPlaceholder)
    }

    /// An option that may be left out, whose value must lie in a range.
    public mutating func option<V: OptionValue & Comparable>(
        _ name: String, as type: V.Type = V.self, in range: ClosedRange<V>, help: String, environment: String? = nil,
        placeholder: String? = nil
    ) -> V? {
        guard let result = option(name, as: type, help: help, environment: environment, placeholder: placeholder) else {
            return nil
        }
        return check(name, result, in: range) ? result : nil
    }

    private mutating func check<V: OptionValue & Comparable>(
        _ name: String, _ value: V, in range: ClosedRange<V>
    ) -> Bool {
        if range.contains(value) { return true }
        let (low, high) = (range.lowerBound.optionText, range.upperBound.optionText)
        reject(name, "expected \(low) to \(high), not '\(value.optionText)'")
        return false
    }

    /// An option that may be given several times: all that were, in their order. It has no variable.
    public mutating func options(_ name: String, help: String, placeholder: String) -> [String] {
        _ = read(name, String?.none, help, "", placeholder)
        return given[name] ?? []
    }

    /// A switch: `--name` or `--no-name`, true or false in the environment.
    /// - Parameter short: `-f` is the same as `--follow`; the help has to say so itself.
    public mutating func flag(
        _ name: String, short: Character? = nil, default value: Bool = false, help: String, environment: String? = nil
    ) -> Bool {
        if let short { tokens = tokens.map { $0 == "-\(short)" ? "--\(name)" : $0 } }
        if let last = tokens.last(where: { $0 == "--\(name)" || $0 == "--no-\(name)" }) {
            tokens.removeAll { $0 == "--\(name)" || $0 == "--no-\(name)" }
            tokens.append("--\(name)=\(last == "--\(name)")")
        }
        return read(name, value, help, environment, nil) ?? value
    }

    private mutating func read<V: OptionValue>(
        _ name: String, _ value: V?, _ help: String, _ environment: String?, _ placeholder: String?
    ) -> V? {
        let variable = environment ?? name.uppercased().replacing("-", with: "_")
        if !descriptions.contains(where: { $0.name == name }) {
            descriptions.append(
                OptionDescription(
                    name: name, placeholder: placeholder, environment: variable.isEmpty ? nil : variable,
                    defaultText: value?.optionText, help: help, section: currentSection))
        }
        takeFlag(name)
        let fallback = self.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
        guard let text = given[name]?.last ?? fallback else { return nil }
        if let value = V(optionText: text) { return value }
        reject(name, "expected \(V.optionHint), not '\(text)'")
        return nil
    }

    /// Takes every `--name value` and `--name=value` out of the arguments; the last one counts.
    private mutating func takeFlag(_ name: String) {
        while let index = tokens.firstIndex(where: { $0 == "--\(name)" || $0.hasPrefix("--\(name)=") }) {
            let token = tokens.remove(at: index)
            if token != "--\(name)" {
                given[name, default: []].append(String(token.dropFirst("--\(name)=".count)))
            } else if index < tokens.count, !Self.isFlag(tokens[index]) {
                given[name, default: []].append(tokens.remove(at: index))
            } else {
                reject(name, "needs a value")
            }
        }
    }

    /// The next positional argument. `name` is how `--help` calls it: `service`.
    /// - Parameter isOptional: Whether it may be left out; the usage then says so: `[<service>]`.
    public mutating func argument(_ name: String, isOptional: Bool = false, help: String) -> String? {
        positionals.append((isOptional ? "[<\(name)>]" : "<\(name)>", help))
        if let index = tokens.firstIndex(where: { !Self.isFlag($0) }) { return tokens.remove(at: index) }
        return plainTokens.isEmpty ? nil : plainTokens.removeFirst()
    }

    /// All positional arguments that are left.
    public mutating func arguments(_ name: String, isOptional: Bool = false, help: String) -> [String] {
        positionals.append((isOptional ? "[<\(name)>…]" : "<\(name)>…", help))
        defer { (tokens, plainTokens) = (tokens.filter(Self.isFlag), []) }
        return tokens.filter { !Self.isFlag($0) } + plainTokens
    }

    private static func isFlag(_ token: String) -> Bool {
        token.hasPrefix("-") && token.count > 1 && Int(token.prefix(2)) == nil  // -1 is a number
    }

    /// Adds a problem of the caller's own to what ``finish()`` reports: `name` is an option's, or an argument's.
    public mutating func reject(_ name: String, _ reason: String) {
        let option = descriptions.first { $0.name == name }
        let source = given[name] == nil ? option?.environment.flatMap { environment[$0] == nil ? nil : $0 } : nil
        let problem = "\(source ?? (option == nil ? name : "--\(name)")): \(reason)"
        if !problems.contains(problem) { problems.append(problem) }
    }

    /// Refuses the lack of an option. One whose value could not be read is refused for that already.
    public mutating func demand(_ name: String, _ reason: String) {
        if given[name] == nil { reject(name, reason) }
    }

    /// Ends the reading: throws the help when it was asked for, or every problem there is.
    public func finish() throws(OptionError) {
        let unknown = tokens.filter(Self.isFlag)
        if unknown.contains(where: { $0 == "--help" || $0 == "-h" }) { throw .help(helpText) }
        var problems = problems + unknown.map { "unknown option \($0)" }
        if unknown.isEmpty { problems += (tokens + plainTokens).map { "unexpected argument '\($0)'" } }
        if problems.isEmpty { return }
        throw .invalid((problems + ["See \(command) --help."]).joined(separator: "\n"))
    }
}
