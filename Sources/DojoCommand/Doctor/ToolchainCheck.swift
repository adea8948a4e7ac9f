/// Looks at the Swift toolchain, which building needs and running does not.
enum ToolchainCheck {
    static let oldest = (major: 6, minor: 3)

    /// - Parameter output: What `swift --version` says; nil when there is none.
    static func finding(_ output: String?) -> Finding {
        let remedy = "get it from https://www.swift.org/install/linux/ and put `swift` into PATH"
        guard let output else { return .warn("swift", "no toolchain: nothing can be built", remedy: remedy) }
        guard let version = version(in: output) else { return .warn("swift", "of no known version", remedy: remedy) }
        let text = "\(version.major).\(version.minor)"
        return version >= oldest
            ? .ok("swift", text)
            : .warn("swift", "\(text) is too old: \(oldest.major).\(oldest.minor) is needed to build", remedy: remedy)
    }

    /// `Swift version 6.3.1 (…)`.
    static func version(in output: String) -> (major: Int, minor: Int)? {
        guard let range = output.firstRange(of: "Swift version ") else { return nil }
        let numbers = output[range.upperBound...].prefix { $0.isNumber || $0 == "." }.split(separator: ".")
        guard let major = numbers.first.flatMap({ Int($0) }) else { return nil }
        return (major, numbers.dropFirst().first.flatMap { Int($0) } ?? 0)
    }
}
