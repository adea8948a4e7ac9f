import Gateway
import OrderEvents
import Synchronization
import TestSupport

/// A gateway as its clients see it.
final class TestGateway: Sendable {
    let id: String
    let topics: TopicNames
    private let place: Place
    private let state = Mutex<(port: UInt16, isRunning: Bool)>((0, false))

    enum Place {
        case inside(Gateway)
        case outside(ChildProcess)
    }

    init(id: String, topics: TopicNames, _ place: Place) {
        self.id = id
        self.topics = topics
        self.place = place
    }

    func serves(on port: UInt16) { state.withLock { $0 = (port, true) } }

    /// Stops it as SIGTERM does; one in a process of its own is killed. Twice is as good as once.
    func stop() async {
        let wasRunning = state.withLock { state in
            defer { state.isRunning = false }
            return state.isRunning
        }
        guard wasRunning else { return }
        switch place {
        case .inside(let gateway): await gateway.stop()
        case .outside(let process): process.kill()
        }
    }

    var port: UInt16 { state.withLock { $0.port } }

    /// Seconds that a client waits for anything before its test fails.
    static let patience = 30

    // MARK: HTTP

    func request(
        _ method: String, _ path: String, _ body: String? = nil, _ headers: [String: String] = [:]
    ) throws -> TestClient.Response {
        let client = try TestClient(port: port, patience: Self.patience)
        return try client.request(method, path, headers: headers.map { ($0.key, $0.value) }, body: body)
    }

    func get(_ path: String, _ headers: [String: String] = [:]) throws -> TestClient.Response {
        try request("GET", path, nil, headers)
    }

    /// Places an order over HTTP.
    /// - Returns: the order as it was answered.
    @discardableResult
    func place(_ customer: String = "Ann", quantity: Int = 1, price: String = "4.5") throws -> Value {
        let response = try request("POST", "/api/orders", .order(customer, quantity: quantity, price: price))
        guard response.status == 201 else { throw Unexpected("\(response.status): \(response.text)") }
        return Value(json: response.body)
    }

    // MARK: WebSocket and Server-Sent Events

    /// Connects, and takes the welcome.
    func connect(receiveBuffer: Int32? = nil) throws -> GatewayClient {
        try GatewayClient(port: port, receiveBuffer: receiveBuffer)
    }

    func feed(
        _ query: String, lastEventID: String? = nil, receiveBuffer: Int32? = nil
    ) throws -> FeedClient {
        try FeedClient(port: port, query: query, lastEventID: lastEventID, receiveBuffer: receiveBuffer)
    }
}

/// A test met what it does not know how to go on with.
struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension String {
    /// The body of a request for an order.
    static func order(_ customer: String = "Ann", item: String = "Soup", quantity: Int = 1, price: String = "4.5")
        -> String
    {
        #"{"customerName":"\#(customer)","item":"\#(item)","quantity":\#(quantity),"price":\#(price)}"#
    }
}

extension TestClient.Response {
    var json: Value { Value(json: body) }
    /// Of an answer that says what is wrong.
    var code: String? { headers["content-type"] == "application/problem+json" ? json["code"] : nil }
}

extension TestGateway {
    /// The sum of a metric's samples whose labels contain this text. Of a gateway in a process of its own:
    /// those of one process share their metrics.
    func metric(_ name: String, _ labels: String = "") throws -> Double {
        try get("/metrics").text.split(separator: "\n").reduce(0) { sum, line in
            guard line.hasPrefix(name), [" ", "{"].contains(line.dropFirst(name.count).first),
                labels.isEmpty || line.contains(labels),
                let value = line.split(separator: " ").last.flatMap({ Double($0) })
            else { return sum }
            return sum + value
        }
    }
}
