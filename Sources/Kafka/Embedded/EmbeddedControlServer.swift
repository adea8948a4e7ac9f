public import EventLoop
import Foundation

/// Lets other processes make topics on the embedded broker and break it, over a Unix socket. The socket is also the
/// sign of life: when it closes, the broker's process is gone, and with it all it held.
public actor EmbeddedControlServer {
    private let loop: EventLoop
    private let cluster: EmbeddedCluster
    private let path: String
    private var listener: Int32?
    private var watch: DescriptorWatch?
    private var connections: [ObjectIdentifier: ControlSocket] = [:]

    public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// - Parameter path: Where the socket is made; at most 107 bytes.
    public init(loop: EventLoop, cluster: EmbeddedCluster, path: String) {
        self.loop = loop
        self.cluster = cluster
        self.path = path
    }

    /// Makes the socket and answers on it from now on.
    public func start() throws(KafkaError) {
        guard listener == nil else { return }
        let listener = try UnixSocket.listen(at: path)
        do {
            watch = try loop.watch(listener, for: .readable) { [weak self] _ in
                self?.assumeIsolated { $0.acceptConnections() }
            }
        } catch {
            Glibc.close(listener)
            throw KafkaError(.other, error.description)
        }
        self.listener = listener
    }

    /// Closes every connection and removes the socket.
    public func close() {
        for connection in connections.values { connection.close() }
        connections = [:]
        watch = nil
        guard let listener else { return }
        Glibc.close(listener)
        unlink(path)
        self.listener = nil
    }

    private func acceptConnections() {
        while let listener, let descriptor = UnixSocket.accept(on: listener) {
            let box = ConnectionBox()
            do {
                let connection = try ControlSocket(
                    descriptor, loop: loop,
                    onLine: { [weak self] line in
                        guard let connection = box.connection else { return }
                        self?.assumeIsolated { connection.send($0.answer(line)) }
                    },
                    onClosed: { [weak self] in
                        guard let connection = box.connection else { return }
                        self?.assumeIsolated { $0.connections[ObjectIdentifier(connection)] = nil }
                    })
                box.connection = connection
                connections[ObjectIdentifier(connection)] = connection
            } catch {
                continue  // the descriptor is closed already
            }
        }
    }

    /// Lets a connection's callbacks name the connection.
    private final class ConnectionBox {
        weak var connection: ControlSocket?
    }

    private func answer(_ line: Data) -> ControlMessage.Reply {
        do {
            return try perform(JSONDecoder().decode(ControlMessage.Request.self, from: line))
        } catch let error as KafkaError {
            return ControlMessage.Reply(ok: false, error: error.message)
        } catch {
            return ControlMessage.Reply(ok: false, error: "not a request: \(String(decoding: line, as: UTF8.self))")
        }
    }

    private func perform(_ request: ControlMessage.Request) throws(KafkaError) -> ControlMessage.Reply {
        var reply = ControlMessage.Reply(ok: true)
        switch request.verb {
        case .ping: break
        case .cluster:
            reply.clusterID = cluster.clusterID
            reply.bootstrapServers = cluster.bootstrapServers
        case .list: reply.topics = cluster.topics
        case .create:
            let name = try require(request.topic, "topic")
            try cluster.create(TopicSpec(name: name, partitions: require(request.partitions, "partitions")))
        case .down: try cluster.down(broker: request.broker)
        case .up: try cluster.up(broker: request.broker)
        case .slow: try cluster.slow(by: .milliseconds(require(request.ms, "ms")), broker: request.broker)
        case .fail: cluster.fail(try require(request.request, "request"), with: try require(request.errors, "errors"))
        case .clear: cluster.clearFailures(of: try require(request.request, "request"))
        }
        return reply
    }

    private func require<Value>(_ value: Value?, _ name: String) throws(KafkaError) -> Value {
        guard let value else { throw KafkaError(.invalidConfiguration, "\"\(name)\" is missing") }
        return value
    }
}
