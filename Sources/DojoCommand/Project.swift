import Foundation
import Program

/// Where the project and its programs are.
struct Project: Sendable, Equatable {
    /// The folder that holds `redis/` and `web/`; nil when there is none.
    let folder: String?
    /// The program that runs.
    let dojo: String

    init(environment: [String: String]) {
        // Not "/proc/self/exe" later on: once the program was built anew, that names a deleted file.
        dojo = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
        folder = ProjectFolder.find(environment: environment)
    }

    init(folder: String?, dojo: String) {
        (self.folder, self.dojo) = (folder, dojo)
    }

    /// The program `gateway`, built beside this one.
    var gateway: String { URL(fileURLWithPath: dojo).deletingLastPathComponent().path + "/gateway" }

    /// A program in `PATH`; nil when there is none.
    static func find(_ program: String, path: String? = ProcessInfo.processInfo.environment["PATH"]) -> String? {
        if program.contains("/") { return access(program, X_OK) == 0 ? program : nil }
        return (path ?? "/usr/bin:/bin").split(separator: ":").map { "\($0)/\(program)" }.first {
            access($0, X_OK) == 0
        }
    }
}
