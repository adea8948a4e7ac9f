public import EventLoop
import Foundation

/// Speaks to the process of the embedded broker: makes and lists topics, breaks things, and notices when it is gone.
public actor EmbeddedControlClient {
    private nonisolated let loop: EventLoop
    private let path: String
    private let onConnected: @Sendable () -> Void
    private let onLost: @Sendable () -> Void
    private var socket: ControlSocket?
    private var waiting: [CheckedContinuation<Result<ControlMessage.Reply, KafkaError>, Never>] = []
    private var staysConnected = false
    private var retry: LoopTimer?
    private var delay = EmbeddedControlClient.firstDelay

    private static let firstDelay = Duration.milliseconds(100)
    private static let longestDelay = Duration.seconds(2)

    public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Connects when first asked for something, or with ``start()``.
    /// - Parameters:
    ///   - path: The broker's control socket.
    ///   - onConnected: Called on the loop when the broker's process is there, first and again.
    ///   - onLost: Called on the loop when the connection closes: the process is gone, and all it held.
    public init(
        loop: EventLoop, path: String, onConnected: @escaping @Sendable () -> Void = {},
        onLost: @escaping @Sendable () -> Void = {}
    ) {
        self.loop = loop
        self.path = path
        self.onConnected = onConnected
        self.onLost = onLost
    }

    /// Whether the broker's process is there, as far as is known.
    public var isConnected: Bool { socket != nil }

    /// Connects, and from now on again whenever the connection is lost (after 0.1 s, at most 2 s).
    public func start() {
        staysConnected = true
        reconnect()
    }

    /// Closes the connection for good. Requests not yet answered fail.
    public func close() {
        staysConnected = false
        retry = nil
        socket?.close()
        socket = nil
        failWaiting()
    }

    // MARK: Requests

    public func ping() async throws(KafkaError) {
        _ = try await request(.init(verb: .ping))
    }

    /// The cluster's id, drawn anew each time the process starts.
    public func clusterID() async throws(KafkaError) -> String {
        try await request(.init(verb: .cluster)).clusterID ?? ""
    }

    public func topics() async throws(KafkaError) -> [TopicMetadata] {
        try await request(.init(verb: .list)).topics ?? []
    }

    /// Makes a topic; one that is there stays as it is.
    public func create(_ topic: TopicSpec) async throws(KafkaError) {
        _ = try await request(.init(verb: .create, topic: topic.name, partitions: topic.partitions))
    }

    /// See ``EmbeddedCluster/down(broker:)``.
    public func down(broker: Int32? = nil) async throws(KafkaError) {
        _ = try await request(.init(verb: .down, broker: broker))
    }

    /// See ``EmbeddedCluster/up(broker:)``.
    public func up(broker: Int32? = nil) async throws(KafkaError) {
        _ = try await request(.init(verb: .up, broker: broker))
    }

    /// See ``EmbeddedCluster/slow(by:broker:)``.
    public func slow(by duration: Duration, broker: Int32? = nil) async throws(KafkaError) {
        _ = try await request(.init(verb: .slow, broker: broker, ms: Int(duration.wholeMilliseconds)))
    }

    /// See ``EmbeddedCluster/fail(_:with:)``.
    public func fail(_ number: Int16, with errors: [Int32]) async throws(KafkaError) {
        _ = try await request(.init(verb: .fail, request: number, errors: errors))
    }

    /// See ``EmbeddedCluster/clearFailures(of:)``.
    public func clearFailures(of number: Int16) async throws(KafkaError) {
        _ = try await request(.init(verb: .clear, request: number))
    }

    private func request(_ request: ControlMessage.Request) async throws(KafkaError) -> ControlMessage.Reply {
        let socket = try connect()
        let result = await withCheckedContinuation { continuation in
            waiting.append(continuation)
            socket.send(request)
        }
        let reply = try result.get()
        guard reply.ok else { throw KafkaError(.other, reply.error ?? "the embedded broker refused") }
        return reply
    }

    // MARK: Connection

    private func connect() throws(KafkaError) -> ControlSocket {
        if let socket { return socket }
        let descriptor = try UnixSocket.connect(to: path)
        do {
            let socket = try ControlSocket(
                descriptor, loop: loop,
                onLine: { [weak self] line in self?.assumeIsolated { $0.take(line) } },
                onClosed: { [weak self] in self?.assumeIsolated { $0.lost() } })
            self.socket = socket
            delay = Self.firstDelay
            onConnected()
            return socket
        } catch {
            throw KafkaError(.other, error.description)
        }
    }

    private func reconnect() {
        guard staysConnected, socket == nil else { return }
        if (try? connect()) != nil { return }
        retry = loop.schedule(after: delay) { [weak self] in self?.assumeIsolated { $0.reconnect() } }
        delay = min(delay * 2, Self.longestDelay)
    }

    private func take(_ line: Data) {
        guard !waiting.isEmpty else { return }
        let reply = try? JSONDecoder().decode(ControlMessage.Reply.self, from: line)
        waiting.removeFirst().resume(
            returning: reply.map { .success($0) } ?? .failure(KafkaError(.other, "not a reply of the embedded broker")))
    }

    private func lost() {
        socket = nil
        failWaiting()
        onLost()
        reconnect()
    }

    private func failWaiting() {
        let lost = KafkaError(.brokerLost, "the embedded broker's process is gone", isRetriable: true)
        for continuation in waiting { continuation.resume(returning: .failure(lost)) }
        waiting = []
    }
}
