import Foundation

/// The Java runtimes of this machine.
enum Java {
    /// The first that is new enough: of `JAVA_HOME`, then `PATH`, then those that Debian installs.
    static func find(atLeast version: Int, environment: [String: String]) -> String? {
        var candidates: [String] = []
        if let home = environment["JAVA_HOME"], !home.isEmpty { candidates.append(home + "/bin/java") }
        if let inPath = Project.find("java", path: environment["PATH"]) { candidates.append(inPath) }
        let installed = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/jvm")) ?? []
        candidates += installed.sorted().map { "/usr/lib/jvm/\($0)/bin/java" }
        return candidates.first { candidate in
            access(candidate, X_OK) == 0 && (majorVersion(ofJava: candidate) ?? 0) >= version
        }
    }

    /// From the file `release` that every runtime has beside its `bin`; nil when it does not say.
    static func majorVersion(ofJava path: String) -> Int? {
        let home = URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent()
        guard let text = try? String(contentsOf: home.appending(path: "release"), encoding: .utf8) else { return nil }
        return majorVersion(inRelease: text)
    }

    /// `JAVA_VERSION="17.0.15"` is 17; until 8 it was written `1.8.0`.
    static func majorVersion(inRelease text: String) -> Int? {
        guard let line = text.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix("JAVA_VERSION=") })
        else { return nil }
        let numbers = line.dropFirst("JAVA_VERSION=".count).split { !$0.isNumber }.compactMap { Int($0) }
        return numbers.first == 1 ? numbers.dropFirst().first : numbers.first
    }
}
