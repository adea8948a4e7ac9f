import Foundation
import Testing

@testable import State

@Suite struct WipeTests {
    @Test func allOfADojoGoesAndNothingElse() async throws {
        try await TestState.run { state in
            let own = [
                "order:1", "orders:by-created", "outbox", "outbox:lease", "settings", "lab:desired", "room:hidden",
            ]
            for key in own + ["gateway:secret", "somebody:elses", "orderly"] {
                _ = try await state.redis.send(["SET", .text(key), "1"])
            }
            for number in 0..<3000 { _ = try await state.redis.send(["SET", .text("decision:g:\(number)"), "1"]) }
            #expect(try await Wipe(redis: state.redis).run() == own.count + 3000)
            #expect(try await state.keys("*") == ["gateway:secret", "orderly", "somebody:elses"])
            #expect(try await Wipe(redis: state.redis).run() == 0)
        }
    }

    /// Every script says in its first lines which keys it uses.
    @Test func noKeyOfAScriptIsForgotten() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../redis")
            .standardizedFileURL
        let scripts = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "lua" }
        #expect(scripts.count > 15)
        for script in scripts {
            for line in try String(contentsOf: script, encoding: .utf8).split(separator: "\n") {
                guard let name = line.firstMatch(of: /^-- KEYS\[\S+\s+([a-z]+(?:[:-][a-z-]+)*:?)/)?.1 else { continue }
                #expect(Wipe.covers(String(name)), "\(script.lastPathComponent): \(name)")
            }
        }
    }
}
