import Program

extension ExitCode {
    /// What each one means, for the end of `--help`.
    static var table: String {
        "Exit status:\n" + allCases.map { "  \(String($0.rawValue).padded(to: 4))\($0.meaning)\n" }.joined()
    }
}

extension String {
    /// With spaces behind it, up to `width` characters.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
