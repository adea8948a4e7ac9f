import Foundation

/// Files of `NAME=value` lines, as docker compose and many shells read them.
public enum DotEnv {
    /// The variables of `text`. A line may begin with `export `; a value may stand in single quotes (taken as it is) or
    /// double quotes (`\n`, `\"` and `\\` are escapes); ` #` begins a comment. Nothing is interpolated.
    public static func parse(_ text: String) -> [String: String] {
        var variables: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            var line = line.trimmingSpaces()
            if line.hasPrefix("export ") { line.removeFirst("export ".count) }
            guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { continue }
            variables[line[..<equals].trimmingSpaces()] = value(line[line.index(after: equals)...].trimmingSpaces())
        }
        return variables
    }

    private static func value(_ text: String) -> String {
        guard let quote = text.first, quote == "\"" || quote == "'" else {
            return text.hasPrefix("#")
                ? ""
                : text.prefix(upTo: text.firstRange(of: " #")?.lowerBound ?? text.endIndex)
                    .trimmingSpaces()
        }
        var result = ""
        var escaped = false
        for character in text.dropFirst() {
            if escaped {
                result.append(character == "n" ? "\n" : character)
                escaped = false
            } else if character == quote {
                break
            } else if character == "\\", quote == "\"" {
                escaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// The variables of the file at `path`; none when there is no such file.
    public static func read(_ path: String) throws(OptionError) -> [String: String] {
        guard FileManager.default.fileExists(atPath: path) else { return [:] }
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else { throw .invalid("\(path) cannot be read as text") }
        return parse(text)
    }

    /// This process's environment, over what `.env` in the working directory says.
    public static func environment(over file: String = ".env") throws(OptionError) -> [String: String] {
        try read(file).merging(ProcessInfo.processInfo.environment) { _, environment in environment }
    }

    /// The text of an `.env.example`: every option that has a variable, with its default, under its heading.
    public static func example(of options: [OptionDescription]) -> String {
        var lines: [String] = []
        var section: String?
        for option in options {
            guard let variable = option.environment else { continue }
            if option.section != section { lines.append("\n## \(option.section)\n") }
            section = option.section
            lines.append("# \(option.help)")
            lines.append(option.defaultText.map { "\(variable)=\($0)" } ?? "# \(variable)=")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
