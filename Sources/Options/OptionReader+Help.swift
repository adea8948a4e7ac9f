extension OptionReader {
    /// What `--help` prints: how to call the command, then every option with its variable and its default.
    public var helpText: String {
        var text = "\(abstract)\n\nUsage: \(([command] + positionals.map(\.name)).joined(separator: " ")) [options]\n"
        if !positionals.isEmpty { text += "\nArguments:\n" }
        for (name, help) in positionals { text += Self.entry(name, help) }
        var section: String?
        for option in descriptions {
            if option.section != section { text += "\n\(option.section):\n" }
            section = option.section
            let notes = [option.environment, option.defaultText.map { "default: \($0)" }].compactMap(\.self)
            let flag = option.placeholder.map { "--\(option.name) <\($0)>" } ?? "--[no-]\(option.name)"
            text += Self.entry(flag, option.help + (notes.isEmpty ? "" : " [\(notes.joined(separator: ", "))]"))
        }
        return text + "\n" + Self.entry("-h, --help", "Show this.")
    }

    /// A name and what it means beside it, folded at 100 columns.
    private static func entry(_ name: String, _ help: String) -> String {
        let indent = 36
        var lines = ["  " + name]
        if name.count + 4 > indent { lines.append("") }
        lines[lines.count - 1] += String(repeating: " ", count: indent - lines[lines.count - 1].count)
        for word in help.split(separator: " ") {
            if lines[lines.count - 1].count + word.count >= 100 { lines.append(String(repeating: " ", count: indent)) }
            lines[lines.count - 1] += (lines[lines.count - 1].count == indent ? "" : " ") + word
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
