internal import CLibwebsockets
import Glibc

/// A request that is refused before a handler sees it.
struct Refusal: Error {
    let status: Int
    let code: String
    let detail: String
    /// What could be read of the request.
    var headers = HTTPHeaders()
}

/// Copies requests out of libwebsockets' header table. One a server: it keeps the memory to copy through.
struct RequestReader {
    private let scratch = UnsafeMutablePointer<CChar>.allocate(capacity: Int(room))
    /// Of headers that libwebsockets has no token for: name in lower case, and the same with the colon that it wants.
    private let custom: [(name: String, key: [CChar])]

    private static let room = Int32(ServerContext.headerRoom + 16)

    private static let known: [(token: lws_token_indexes, name: String)] = [
        (WSI_TOKEN_HOST, "host"), (WSI_TOKEN_CONNECTION, "connection"), (WSI_TOKEN_ORIGIN, "origin"),
        (WSI_TOKEN_HTTP_CONTENT_TYPE, "content-type"), (WSI_TOKEN_HTTP_CONTENT_LENGTH, "content-length"),
        (WSI_TOKEN_HTTP_ACCEPT, "accept"), (WSI_TOKEN_HTTP_ACCEPT_ENCODING, "accept-encoding"),
        (WSI_TOKEN_HTTP_ACCEPT_LANGUAGE, "accept-language"), (WSI_TOKEN_HTTP_AUTHORIZATION, "authorization"),
        (WSI_TOKEN_HTTP_COOKIE, "cookie"), (WSI_TOKEN_HTTP_IF_MATCH, "if-match"),
        (WSI_TOKEN_HTTP_IF_NONE_MATCH, "if-none-match"), (WSI_TOKEN_HTTP_IF_MODIFIED_SINCE, "if-modified-since"),
        (WSI_TOKEN_HTTP_EXPECT, "expect"), (WSI_TOKEN_HTTP_TRANSFER_ENCODING, "transfer-encoding"),
        (WSI_TOKEN_HTTP_RANGE, "range"), (WSI_TOKEN_HTTP_USER_AGENT, "user-agent"),
        (WSI_TOKEN_HTTP_REFERER, "referer"), (WSI_TOKEN_X_FORWARDED_FOR, "x-forwarded-for"),
        (WSI_TOKEN_HTTP_X_REAL_IP, "x-real-ip"), (WSI_TOKEN_UPGRADE, "upgrade"),
        (WSI_TOKEN_PROTOCOL, "sec-websocket-protocol"), (WSI_TOKEN_VERSION, "sec-websocket-version"),
        (WSI_TOKEN_KEY, "sec-websocket-key"), (WSI_TOKEN_EXTENSIONS, "sec-websocket-extensions"),
    ]

    /// Those that say where a body ends: empty ones are passed on, to be refused.
    private static let framing: [(token: lws_token_indexes, name: String)] = [
        (WSI_TOKEN_HTTP_CONTENT_LENGTH, "content-length"), (WSI_TOKEN_HTTP_TRANSFER_ENCODING, "transfer-encoding"),
    ]

    /// In the order of libwebsockets' `LWSHUMETH_…`.
    private static let methods = ["GET", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "CONNECT", "HEAD"]

    init(customHeaders: [String]) {
        let usual = [
            "idempotency-key", "x-correlation-id", "last-event-id", "traceparent", "tracestate", "x-forwarded-proto",
            "x-forwarded-host", "sec-fetch-site",
        ]
        custom = (usual + customHeaders.filter { !usual.contains($0) }).map { name in
            (name, "\(name):".utf8CString.map { $0 })
        }
    }

    func deallocate() { scratch.deallocate() }

    /// The request whose headers are complete on `wsi`, and how long its body is to be.
    func read(_ wsi: OpaquePointer, remoteAddress: String) throws(Refusal) -> (HTTPRequest, bodyLength: Int) {
        var headers = HTTPHeaders()
        headers.fields.reserveCapacity(8)
        for (token, name) in Self.known where lws_hdr_total_length(wsi, token) > 0 {
            if let value = copyValue(lws_hdr_copy(wsi, scratch, Self.room, token)) {
                headers.fields.append((name, value))
            }
        }
        for (token, name) in Self.framing where Self.isEmpty(token, of: wsi) { headers.fields.append((name, "")) }
        for (name, key) in custom {
            let length = Int32(key.count - 1)
            guard lws_hdr_custom_length(wsi, key, length) >= 0 else { continue }  // an empty one is there, too
            if let value = copyValue(lws_hdr_custom_copy(wsi, scratch, Self.room, key, length)) {
                headers.fields.append((name, value))
            }
        }
        do throws(Refusal) {
            return try read(wsi, headers: headers, remoteAddress: remoteAddress)
        } catch {
            throw Refusal(status: error.status, code: error.code, detail: error.detail, headers: headers)
        }
    }

    private func read(
        _ wsi: OpaquePointer, headers: HTTPHeaders, remoteAddress: String
    ) throws(Refusal) -> (HTTPRequest, bodyLength: Int) {
        var uri: UnsafeMutablePointer<CChar>?
        var length: Int32 = 0
        let method = Int(lws_http_get_uri_and_method(wsi, &uri, &length))
        guard let uri, Self.methods.indices.contains(method) else {
            throw Refusal(status: 400, code: "http.malformed", detail: "The request line cannot be understood.")
        }
        let bytes = UnsafeRawBufferPointer(start: uri, count: Int(length))
        guard let path = String(validating: bytes, as: UTF8.self), !path.utf8.contains(0) else {
            throw Refusal(status: 400, code: "http.bad-path", detail: "The path is not UTF-8.")
        }
        guard path.utf8.first == UInt8(ascii: "/"), !Self.climbs(path) else {
            throw Refusal(status: 404, code: "http.bad-path", detail: "There is no such path.")
        }
        guard let version = copy(lws_hdr_copy(wsi, scratch, Self.room, WSI_TOKEN_HTTP)), version.hasPrefix("HTTP/1.")
        else { throw Refusal(status: 400, code: "http.version", detail: "Only HTTP/1.1 is spoken here.") }
        let isVersion10 = version == "HTTP/1.0"
        guard isVersion10 || headers["host"] != nil else {
            throw Refusal(status: 400, code: "http.no-host", detail: "The Host header is missing.")
        }
        let keepsAlive =
            isVersion10
            ? headers.list("connection", contains: "keep-alive") : !headers.list("connection", contains: "close")
        let request = HTTPRequest(
            method: Self.methods[method], path: path, query: query(wsi), headers: headers,
            remoteAddress: remoteAddress, keepsAlive: keepsAlive, isVersion10: isVersion10)
        return (request, try Self.bodyLength(request))
    }

    /// libwebsockets reads bodies by `Content-Length` only; where there is none, ``LengthHook`` has it read a 0.
    private static func bodyLength(_ request: HTTPRequest) throws(Refusal) -> Int {
        guard request.headers["transfer-encoding"] == nil else {
            throw Refusal(
                status: 411, code: "http.length-required",
                detail: "Chunked bodies are not taken; send Content-Length.")
        }
        guard let text = request.headers["content-length"] else { return 0 }
        guard text.utf8.count <= 15, text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let length = Int(text) else {
            throw Refusal(status: 400, code: "http.bad-length", detail: "Content-Length is not a number.")
        }
        return length
    }

    /// Whether libwebsockets is going to wait for a body, by its own rules.
    func announcesBody(_ wsi: OpaquePointer) -> Bool {
        if lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0 {
            guard let text = copy(lws_hdr_copy(wsi, scratch, Self.room, WSI_TOKEN_HTTP_CONTENT_LENGTH)) else {
                return false
            }
            return atoll(text) > 0
        }
        return Self.mayHaveBody(wsi)
    }

    /// Whether libwebsockets waits for a body where nothing says how long it is.
    static func mayHaveBody(_ wsi: OpaquePointer) -> Bool {
        [WSI_TOKEN_POST_URI, WSI_TOKEN_PUT_URI, WSI_TOKEN_PATCH_URI].contains { lws_hdr_total_length(wsi, $0) > 0 }
    }

    /// Whether a header is there with nothing in it; its length is 0 as well where it is not there.
    static func isEmpty(_ header: lws_token_indexes, of wsi: OpaquePointer) -> Bool {
        var byte: CChar = 0
        return lws_hdr_copy_fragment(wsi, &byte, 1, header, 0) == 0
    }

    private func query(_ wsi: OpaquePointer) -> [String: String] {
        guard lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_URI_ARGS) > 0 else { return [:] }
        var query: [String: String] = [:]
        var index: Int32 = 0
        while true {
            let count = lws_hdr_copy_fragment(wsi, scratch, Self.room, WSI_TOKEN_HTTP_URI_ARGS, index)
            guard count >= 0 else { return query }
            index += 1
            // For a question mark with nothing behind it libwebsockets makes up a slash.
            guard let pair = copy(count), !pair.isEmpty, pair != "/" else { continue }
            guard let equals = pair.utf8.firstIndex(of: UInt8(ascii: "=")) else {
                query[pair] = ""
                continue
            }
            query[String(pair[..<equals])] = String(pair[pair.utf8.index(after: equals)...])
        }
    }

    /// The `count` bytes in the scratch memory, as text.
    private func copy(_ count: Int32) -> String? {
        guard count >= 0 else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: scratch, count: Int(count)), as: UTF8.self)
    }

    /// The same for a header's value, which ends before the white space at its end (RFC 9110 §5.5).
    private func copyValue(_ count: Int32) -> String? {
        var count = count
        while count > 0, scratch[Int(count) - 1] == 0x20 || scratch[Int(count) - 1] == 0x09 { count -= 1 }
        return copy(count)
    }

    /// Whether a segment of the path is `..`: libwebsockets resolves them, this is the second lock on that door.
    private static func climbs(_ path: String) -> Bool {
        path.utf8.contains(UInt8(ascii: ".")) && path.split(separator: "/").contains("..")
    }
}
