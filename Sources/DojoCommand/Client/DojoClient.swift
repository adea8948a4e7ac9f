import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Speaks to a running dojo as the instructor, over its HTTP API.
struct DojoClient: Sendable {
    /// `http://127.0.0.1:3001`.
    let url: String
    private let token: String?
    /// How to get a token where none was given; nil for a dojo elsewhere.
    private let mint: TokenMint?

    /// - Throws: a sentence that says what to do where no dojo runs.
    init(_ options: ClientOptions) throws(CommandError) {
        token = options.token
        if let url = options.url {
            guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
                throw CommandError(.usage, "--url takes http://host:port, not '\(url)'")
            }
            self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
            mint = nil
            return
        }
        let record = try Self.find(options)
        url = record.url
        mint = TokenMint(redisSocket: record.redisSocket, redisURL: options.redisURL, secret: options.secret)
    }

    /// The one on the port that was asked for, or else the only one that runs from this folder.
    private static func find(_ options: ClientOptions) throws(CommandError) -> RunRecord {
        func running(_ port: Int) -> RunRecord? {
            let record = RunRecord(in: RunFolder(base: options.runBase, port: port))
            return record?.supervisor.isAlive == true ? record : nil
        }
        if let record = running(options.port) { return record }
        let others = RunFolder.ports(in: options.runBase).compactMap { port in running(port).map { (port, $0) } }
        if others.count == 1 { return others[0].1 }
        guard others.isEmpty else {
            let ports = others.map { String($0.0) }.joined(separator: ", ")
            throw CommandError(.usage, "several dojos run here: say --port, one of \(ports)")
        }
        throw CommandError(
            .unavailable,
            "no dojo runs here (none is noted in \(options.runBase)): start one with dojo up, or say --url http://host:port"
        )
    }

    /// Asks for something.
    ///
    /// - Parameters:
    ///   - body: fields of a JSON object; nil: there is none.
    ///   - version: of an order: the change is refused where it has another one by now (`If-Match`).
    /// - Returns: the answer's body.
    func ask(
        _ method: String, _ path: String, query: [String: String] = [:],
        _ body: [String: any Encodable & Sendable]? = nil, version: Int64? = nil
    ) async throws(CommandError) -> Data {
        let json = body.flatMap { try? JSONEncoder().encode(Text(fields: $0)) }
        return try await ask(method, path, query: query, json: json, version: version)
    }

    /// Asks for something with a body that is JSON already.
    func ask(
        _ method: String, _ path: String, query: [String: String] = [:], json: Data?, version: Int64? = nil
    ) async throws(CommandError) -> Data {
        var request = try request(method, path, query, json)
        if let version { request.setValue("\"\(version)\"", forHTTPHeaderField: "If-Match") }
        let first = try await send(request, token: token)
        guard first.status == 401, token == nil, let mint else { return try Self.result(first) }
        return try Self.result(try await send(request, token: try await mint.token()))
    }

    private struct Answer {
        let status: Int
        let body: Data
    }

    private struct Text: Encodable {
        let fields: [String: any Encodable & Sendable]

        struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            for (name, value) in fields { try container.encode(value, forKey: Key(stringValue: name)) }
        }
    }

    private func request(
        _ method: String, _ path: String, _ query: [String: String], _ json: Data?
    ) throws(CommandError) -> URLRequest {
        var components = URLComponents(string: url)
        components?.path = path
        if !query.isEmpty {
            components?.queryItems = query.map { URLQueryItem(name: $0.key, value: $0.value) }
            // A plus sign may stand for itself in a query (RFC 3986), and means a space to those who read it as a form.
            let encoded = components?.percentEncodedQuery?.replacing("+", with: "%2B")
            components?.percentEncodedQuery = encoded
        }
        guard let place = components?.url else { throw CommandError(.usage, "'\(url)' is no address of a dojo") }
        var request = URLRequest(url: place, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: 15)
        request.httpMethod = method
        if let json {
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
            request.httpBody = json
        } else if method != "GET" {
            request.httpBody = Data()
        }
        return request
    }

    private func send(_ request: URLRequest, token: String?) async throws(CommandError) -> Answer {
        var request = request
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        do {
            let (data, response) = try await URLSession.shared.data(for: request)
            return Answer(status: (response as? HTTPURLResponse)?.statusCode ?? 0, body: data)
        } catch {
            throw CommandError(.unavailable, "the dojo at \(url) does not answer: \(error.localizedDescription)")
        }
    }

    private struct Refusal: Decodable {
        let detail: String
        let code: String
    }

    private static func result(_ answer: Answer) throws(CommandError) -> Data {
        guard answer.status >= 400 || answer.status == 0 else { return answer.body }
        guard let refusal = try? JSONDecoder().decode(Refusal.self, from: answer.body) else {
            throw CommandError(.failure, "the dojo answered with status \(answer.status)")
        }
        let hint = answer.status == 401 ? "\nSay --token, or DOJO_TOKEN in the environment." : ""
        throw CommandError(answer.status >= 500 ? .unavailable : .failure, refusal.detail + hint)
    }
}
