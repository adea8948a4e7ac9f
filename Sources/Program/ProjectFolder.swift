import Foundation

/// Where the files are that a program reads at run time: the Lua scripts and the page.
public enum ProjectFolder {
    /// `DOJO_HOME`, or the nearest folder above the program, or above the working directory, that holds `redis/` and
    /// `web/`. Nil where there is none.
    public static func find(environment: [String: String]) -> String? {
        if let home = environment["DOJO_HOME"], !home.isEmpty { return isHome(home) ? home : nil }
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let directory = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        for start in [program, directory] {
            var folder = start.standardizedFileURL
            while true {
                if isHome(folder.path) { return folder.path }
                guard folder.path != "/" else { break }
                folder.deleteLastPathComponent()
            }
        }
        return nil
    }

    private static func isHome(_ folder: String) -> Bool {
        ["redis", "web"].allSatisfy { name in
            var isFolder: ObjCBool = false
            let exists = unsafe FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
            return exists && isFolder.boolValue
        }
    }

    /// What to say where there is none.
    public static let missing = "cannot find the folders redis/ and web/: run it from the project, or set DOJO_HOME"
}
