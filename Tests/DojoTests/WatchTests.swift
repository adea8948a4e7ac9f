import EventLoop
import Foundation
import TestSupport
import Testing

@testable import DojoCommand

@Suite("Watching sources", .timeLimit(.minutes(1))) struct WatchTests {
    /// A project without anything in it, and a `swift` that "builds" by copying what stands in Sources/Gateway/main.swift.
    private final class EmptyProject: Sendable {
        let folder = "/tmp/dojo-watch-\(UUID().uuidString.prefix(8))"

        init() throws {
            for name in ["Sources/Gateway", "Sources/Services/Fraud", "redis", "web", "bin"] {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
            }
            try script("bin/gateway", "echo as installed; exec sleep 300")
            try script(
                "bin/swift",
                """
                grep -q mistake \(folder)/Sources/Gateway/main.swift && { echo 'error: a mistake'; exit 1; }
                mkdir -p \(folder)/.build/debug
                cp \(folder)/Sources/Gateway/main.swift \(folder)/.build/debug/new
                chmod +x \(folder)/.build/debug/new
                mv \(folder)/.build/debug/new \(folder)/.build/debug/gateway
                """)
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func script(_ name: String, _ text: String) throws {
            let path = "\(folder)/\(name)"
            try "#!/bin/sh\n\(text)\n".write(toFile: path, atomically: true, encoding: .utf8)
            chmod(path, 0o755)
        }

        var environment: [String: String] {
            let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
            return ["DOJO_HOME": folder, "PATH": "\(folder)/bin:\(path)"]
        }
    }

    @Test func aSavedFileIsBuiltAndTheProcessRestarted() async throws {
        let project = try EmptyProject()
        let watch = try DojoProcess(
            ["watch", "--", "gateway"], environment: project.environment, in: project.folder + "/run")
        try await watch.waitFor("as installed")
        try project.script("Sources/Gateway/main.swift", "echo as saved; exec sleep 300")
        try await watch.waitFor("as saved")
        try project.script("Sources/Gateway/main.swift", "mistake")
        try await watch.waitFor("cannot be built; what runs stays as it is")
        try project.script("Sources/Gateway/main.swift", "echo mended; exec sleep 300")
        try await watch.waitFor("mended")
        watch.signal(SIGTERM)
        #expect(try await watch.end() == 0)
        #expect(!watch.output.contains("Fraud"))
    }

    @Test func onlyWhatIsBuiltHereCanBeWatched() async throws {
        for arguments in [["watch"], ["watch", "--", "sleep", "1"]] {
            #expect(try await DojoProcess.run(arguments).status == 64)
        }
    }

    @Test func filesInNewFoldersAreSeenAndOthersAreNot() async throws {
        let project = try EmptyProject()
        let loop = try EventLoop(name: "watch test")
        let watcher = Watcher(loop: loop)
        let folder = project.folder
        try await watcher.watch(folder, names: ["Sources", "Package.swift"])
        let manager = FileManager.default
        try manager.createDirectory(atPath: folder + "/Sources/New/Deep", withIntermediateDirectories: true)
        for name in ["Sources/New/Deep/a.swift", "Package.swift", "README.md", "web/b.js"] {
            try "x".write(toFile: folder + "/" + name, atomically: false, encoding: .utf8)
        }
        try await waitUntil("they are seen") {
            await watcher.seen.isSuperset(of: ["Sources/New/Deep/a.swift", "Package.swift"])
        }
        await watcher.forget()
        try manager.removeItem(atPath: folder + "/Sources/New/Deep/a.swift")
        try await waitUntil("its end is seen") { await watcher.seen == ["Sources/New/Deep/a.swift"] }
        await watcher.end()
        loop.stop()
    }

    /// A watch on its loop, and what it has told.
    private actor Watcher {
        nonisolated let loop: EventLoop
        nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
        private var watch: FolderWatch?
        private(set) var seen: Set<String> = []

        init(loop: EventLoop) { self.loop = loop }

        func watch(_ root: String, names: [String]) throws {
            watch = try FolderWatch(loop: loop, root: root, names: names) { [weak self] paths in
                self?.assumeIsolated { $0.seen.formUnion(paths) }
            }
        }

        func forget() { seen = [] }
        func end() { watch = nil }
    }
}
