import EventLoop
import Foundation
import TestSupport
import Testing

@testable import WebServer

@Suite("Static files")
struct StaticFilesTests {
    /// A folder with some files, served while `body` runs.
    private static func with(
        mappings: (URL) -> [String: String] = { _ in [:] }, _ body: @Sendable (TestServer, URL) async throws -> Void
    ) async throws {
        let base = FileManager.default.temporaryDirectory.appending(path: "web-\(UUID().uuidString)")
        let root = base.appending(path: "root")
        try FileManager.default.createDirectory(at: root.appending(path: "lib"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: base) }
        try Data("<h1>hi</h1>".utf8).write(to: root.appending(path: "index.html"))
        try Data("export {}".utf8).write(to: root.appending(path: "lib/a.js"))
        try Data("secret".utf8).write(to: root.appending(path: ".env"))
        try Data("outside".utf8).write(to: base.appending(path: "outside.txt"))
        let files = try StaticFiles(root: root.path, mappings: mappings(base))
        try await TestServer.with(request: {
            if !files.handle($0, headers: [("X-Own", "1")]) { $0.respond(status: 404) }
        }) { server in
            try await body(server, root)
        }
    }

    @Test func filesAreServedWithTheirTypes() async throws {
        try await Self.with { server, root in
            let types = [
                "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8",
                "mjs": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
                "svg": "image/svg+xml; charset=utf-8", "png": "image/png", "ico": "image/x-icon",
                "json": "application/json; charset=utf-8", "woff2": "font/woff2", "txt": "text/plain; charset=utf-8",
                "map": "application/json; charset=utf-8", "webmanifest": "application/manifest+json; charset=utf-8",
                "bin": "application/octet-stream",
            ]
            let client = try TestClient(port: server.port)
            for (suffix, type) in types {
                try Data(suffix.utf8).write(to: root.appending(path: "file.\(suffix)"))
                let response = try client.request("GET", "/file.\(suffix)")
                #expect(response.text == suffix)
                #expect(response.headers["content-type"] == type)
                #expect(response.headers["x-content-type-options"] == "nosniff")
                #expect(response.headers["cache-control"] == "no-cache")
            }
            let index = try client.request("GET", "/")
            #expect(index.text == "<h1>hi</h1>")
            #expect(index.headers["content-security-policy"]?.contains("connect-src 'self' ws: wss:") == true)
            #expect(try client.request("GET", "/lib/a.js").headers["content-security-policy"] == nil)
            let head = try client.request("HEAD", "/lib/a.js")
            #expect(head.headers["x-own"] == "1")
            #expect(head.headers["content-length"] == "9")
            #expect(try client.request("GET", "/lib/a.js").text == "export {}")
        }
    }

    @Test func unchangedFilesAreNotSentAgainAndChangedOnesAreLiveAtOnce() async throws {
        try await Self.with { server, root in
            let client = try TestClient(port: server.port)
            let first = try client.request("GET", "/lib/a.js")
            let tag = try #require(first.headers["etag"])
            #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))
            for value in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
                let again = try client.request("GET", "/lib/a.js", headers: [("If-None-Match", value)])
                #expect(again.status == 304)
                #expect(again.headers["etag"] == tag)
            }
            #expect(try client.request("GET", "/lib/a.js", headers: [("If-None-Match", "\"x\"")]).status == 200)
            try Data("export default 1".utf8).write(to: root.appending(path: "lib/a.js"))
            let changed = try client.request("GET", "/lib/a.js", headers: [("If-None-Match", tag)])
            #expect(changed.status == 200)
            #expect(changed.text == "export default 1")
        }
    }

    @Test func nothingOutsideOfTheFolderIsServed() async throws {
        try await Self.with { server, root in
            let manager = FileManager.default
            try manager.createSymbolicLink(
                at: root.appending(path: "link.txt"), withDestinationURL: root.appending(path: "../outside.txt"))
            try manager.createSymbolicLink(
                at: root.appending(path: "up"), withDestinationURL: root.deletingLastPathComponent())
            try manager.createSymbolicLink(
                at: root.appending(path: "same.js"), withDestinationURL: root.appending(path: "lib/a.js"))
            let client = try TestClient(port: server.port)
            let paths = [
                "/../outside.txt", "/lib/../../outside.txt", "/%2e%2e/outside.txt", "/..%2foutside.txt",
                "/lib/..%2f..%2foutside.txt", "/link.txt", "/up/outside.txt", "/.env", "/lib", "/lib/", "/nothing.txt",
                "/..%5coutside.txt", "/lib/a.js/", "//etc/passwd",
            ]
            for path in paths { #expect(try client.request("GET", path).status == 404, "\(path)") }
            #expect(try client.request("GET", "/same.js").text == "export {}")
            #expect(try client.request("POST", "/index.html", body: "x").status == 404)
        }
    }

    @Test func otherPlacesCanBeMappedIn() async throws {
        try await Self.with(mappings: { ["/vendor/out.txt": $0.appending(path: "outside.txt").path, "/all/": $0.path] })
        {
            server, _ in
            let client = try TestClient(port: server.port)
            #expect(try client.request("GET", "/vendor/out.txt").text == "outside")
            #expect(try client.request("GET", "/all/outside.txt").text == "outside")
            #expect(try client.request("GET", "/all/root/lib/a.js").text == "export {}")
            #expect(try client.request("GET", "/vendor/out.txtx").status == 404)
        }
        #expect(throws: WebServerError.self) { try StaticFiles(root: "/no/such/folder") }
    }

    @Test func whatIsMappedAndMissingIsSaidAndNotServed() async throws {
        try await Self.with(mappings: { _ in ["/vendor/chart.js": "/no/such/chart.js"] }) { server, root in
            let client = try TestClient(port: server.port)
            #expect(try client.request("GET", "/vendor/chart.js").status == 404)
            #expect(try client.request("GET", "/").status == 200)
            let files = try StaticFiles(root: root.path, mappings: ["/vendor/chart.js": "/no/such/chart.js"])
            #expect(files.missing == ["/no/such/chart.js"])
        }
    }

    @Test func largeFilesAreServedWhole() async throws {
        try await Self.with { server, root in
            let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 >> 2) }
            try Data(bytes).write(to: root.appending(path: "large.bin"))
            let client = try TestClient(port: server.port, patience: 30)
            for _ in 0..<2 { #expect(try client.request("GET", "/large.bin").body == bytes) }
        }
    }
}
