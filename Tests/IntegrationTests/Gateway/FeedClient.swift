import TestSupport

/// A client of `/events` that reads one event after another, by the rules of the WHATWG's HTML (section 9.2.6).
final class FeedClient {
    let response: TestClient.Response
    private let client: TestClient

    struct Event: Sendable {
        var type = "message"
        var data = ""
        /// The last id that came so far.
        var id: String?
        var json: Value { Value(json: Array(data.utf8)) }
    }

    private var lastID: String?

    init(
        port: UInt16, query: String, lastEventID: String? = nil, receiveBuffer: Int32? = nil,
        headers others: [(String, String)] = []
    ) throws {
        client = try TestClient(port: port, receiveBuffer: receiveBuffer, patience: TestGateway.patience)
        var headers = [("Accept", "text/event-stream")] + others
        if let lastEventID { headers.append(("Last-Event-ID", lastEventID)) }
        response = try client.request("GET", "/events\(query)", headers: headers)
    }

    func close() { client.close() }

    func next() throws -> Event {
        while true {
            var event = Event()
            var data: [String] = []
            for line in try client.read(through: "\n\n").split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                let value = parts.count < 2 ? "" : parts[1].hasPrefix(" ") ? String(parts[1].dropFirst()) : parts[1]
                switch parts[0] {
                case "data": data.append(value)
                case "event": event.type = value
                case "id": lastID = value
                default: break
                }
            }
            guard !data.isEmpty else { continue }
            event.data = data.joined(separator: "\n")
            event.id = lastID
            return event
        }
    }

    func next(_ count: Int) throws -> [Event] { try (0..<count).map { _ in try next() } }
}
