import Dispatch
import Glibc
import Synchronization

/// Answers GET and HEAD with files of a folder, and of others that are mapped into it.
///
/// Files up to 1 MiB are kept in memory and looked at again (one `stat`) at each request, so a saved file is live at
/// once; larger ones are read off the loop each time. A file outside of the folder, also through a symbolic link, is
/// not there; neither is one whose name begins with a dot.
public final class StaticFiles: Sendable {
    /// Largest file that is read on the loop, and kept.
    private static let cachedSize = 1 << 20
    /// Sent with pages: nothing but what this server serves, and its own sockets.
    public static let contentSecurityPolicy =
        "default-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

    private let root: String
    /// Path in URLs, without a slash at its end, and the file or folder it stands for.
    private let mappings: [(prefix: String, target: String)]
    /// What mappings stand for and was not there at the start: it is not served.
    public let missing: [String]
    private let cache = Mutex<[String: StaticFile]>([:])

    /// - Parameters:
    ///   - root: the folder; `/` is its `index.html`.
    ///   - mappings: paths in URLs (`/vendor/chart.js`) and the file or folder each stands for.
    /// - Throws: `.noSuchFile`, where `root` is not there.
    public init(root: String, mappings: [String: String] = [:]) throws(WebServerError) {
        guard let real = Self.realPath(root) else {
            throw WebServerError(.noSuchFile, "there is no \(root)", errorNumber: errno)
        }
        self.root = real
        var (found, missing): ([(String, String)], [String]) = ([], [])
        for (prefix, target) in mappings {
            guard let real = Self.realPath(target) else {
                missing.append(target)
                continue
            }
            found.append((prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix, real))
        }
        self.missing = missing.sorted()
        self.mappings = found.sorted { $0.0.utf8.count > $1.0.utf8.count }
    }

    /// Answers the exchange if there is such a file.
    ///
    /// - Parameter headers: sent with it, in addition.
    /// - Returns: whether it did; if not, the exchange is still to be answered (404, or 405 for other methods).
    public func handle(_ exchange: HTTPExchange, headers: [(String, String)] = []) -> Bool {
        let request = exchange.request
        guard request.method == "GET" || request.method == "HEAD", let path = locate(request.path),
            let stamp = StaticFile.Stamp(path: path)
        else { return false }
        if let file = cache.withLock({ $0[path] }), file.isCurrent(stamp) {
            respond(exchange, with: file, headers)
            return true
        }
        // Not in memory, or changed: only now it matters where links lead to.
        guard let real = Self.realPath(path), isInside(real) else { return false }
        guard stamp.size > Self.cachedSize else {
            guard let file = StaticFile(path: path, stamp: stamp) else { return false }
            cache.withLock { $0[path] = file }
            respond(exchange, with: file, headers)
            return true
        }
        DispatchQueue.global().async { [self] in
            let file = StaticFile(path: path, stamp: stamp)
            exchange.loop.execute { [self] in
                guard let file else { return exchange.respond(status: 404, headers: headers) }
                respond(exchange, with: file, headers)
            }
        }
        return true
    }

    private func respond(_ exchange: HTTPExchange, with file: StaticFile, _ more: [(String, String)]) {
        var headers = more
        headers += [
            ("ETag", file.entityTag), ("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff"),
        ]
        if file.mediaType.hasPrefix("text/html") {
            headers.append(("Content-Security-Policy", Self.contentSecurityPolicy))
        }
        if let tags = exchange.request.headers["if-none-match"], file.matches(tags) {
            return exchange.respond(status: 304, headers: headers)
        }
        headers.append(("Content-Type", file.mediaType))
        exchange.respond(status: 200, headers: headers, body: file.bytes)
    }

    /// The path in the file system that a path in a URL stands for.
    private func locate(_ path: String) -> String? {
        guard path.utf8.first == UInt8(ascii: "/"), !path.utf8.contains(0) else { return nil }
        let segments = path.split(separator: "/")
        guard segments.allSatisfy({ $0.first != "." }) else { return nil }
        let clean = segments.isEmpty ? "" : "/" + segments.joined(separator: "/")
        for mapping in mappings {
            if clean == mapping.prefix { return mapping.target }
            if clean.hasPrefix(mapping.prefix + "/") { return mapping.target + clean.dropFirst(mapping.prefix.count) }
        }
        return root + (path.hasSuffix("/") ? clean + "/index.html" : clean)
    }

    private func isInside(_ path: String) -> Bool {
        path.hasPrefix(root + "/") || mappings.contains { path == $0.target || path.hasPrefix($0.target + "/") }
    }

    private static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
