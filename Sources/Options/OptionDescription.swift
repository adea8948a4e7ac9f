/// One option as `--help` and `.env.example` show it.
public struct OptionDescription: Sendable, Equatable {
    /// The flag without its dashes: `fail-rate`.
    public let name: String
    /// What stands for the value in `--help`: `number`. Nil for a switch, which takes none.
    public let placeholder: String?
    /// The environment variable that says the same; nil when there is none.
    public let environment: String?
    /// The default as one would write it; nil when there is none.
    public let defaultText: String?
    /// What it is for, in a sentence.
    public let help: String
    /// The heading under which it stands.
    public let section: String
}
