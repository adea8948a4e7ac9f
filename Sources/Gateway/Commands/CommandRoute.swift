/// Where a command is to be found over HTTP: a method, and a path of which parts may be parameters.
struct CommandRoute: Hashable, Sendable, CustomStringConvertible {
    let method: String
    private let segments: [Substring]

    /// - Parameter path: `/api/lab/instances/{instance}/stop`: what stands in braces goes into the command's input.
    init(_ method: String, _ path: String) {
        self.method = method
        segments = path.split(separator: "/")
    }

    static func get(_ path: String) -> CommandRoute { CommandRoute("GET", path) }
    static func post(_ path: String) -> CommandRoute { CommandRoute("POST", path) }
    static func put(_ path: String) -> CommandRoute { CommandRoute("PUT", path) }
    static func patch(_ path: String) -> CommandRoute { CommandRoute("PATCH", path) }
    static func delete(_ path: String) -> CommandRoute { CommandRoute("DELETE", path) }

    /// The methods of requests that it answers.
    var methods: [String] { method == "GET" ? ["GET", "HEAD"] : [method] }

    /// The parameters in a path; nil where it is not this one's.
    func parameters(in path: String) -> [String: String]? {
        let parts = path.split(separator: "/")
        guard parts.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (segment, part) in zip(segments, parts) {
            if segment.hasPrefix("{") {
                parameters[String(segment.dropFirst().dropLast())] = String(part)
            } else if segment != part {
                return nil
            }
        }
        return parameters
    }

    var description: String { "\(method) /\(segments.joined(separator: "/"))" }
}
