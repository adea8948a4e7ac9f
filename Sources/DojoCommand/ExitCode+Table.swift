import Program

extension ExitCode {
    /// What each one means, for the end of `--help`.
    static var table: String {
        "Exit status:\n" + allCases.map { "  \(String($0.rawValue).padded(to: 4))\($0.meaning)\n" }.joined()
    }
}
