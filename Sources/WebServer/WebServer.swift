internal import CLibwebsockets
internal import Deflate
import EventLoop
import Glibc

/// An HTTP/1.1 and WebSocket server on one event loop. Several, each on a loop of its own, may share a ``Listener``:
/// that is how a process uses more than one core.
///
/// It lives from ``start(on:)`` to the end of ``close()``, whoever holds it.
public final class WebServer: @unchecked Sendable {
    // Why @unchecked: what is mutable is touched on the loop only; methods for other threads hop there.

    public let loop: EventLoop
    let configuration: WebServerConfiguration
    /// Whether all that goes over its connections is encrypted, by libwebsockets.
    let isEncrypted: Bool
    var handler: (any WebServerHandler)?

    var context: ServerContext?
    private var listener: Listener?
    private var accepting: [(socket: Int32, watch: DescriptorWatch)] = []
    private var pauseTimer: LoopTimer?
    private var ticker: LoopTimer?

    var connections: [Connection] = []
    /// Connections that libwebsockets has not let go of yet.
    var live = 0
    var wheel = DeadlineWheel()
    /// Whose callback libwebsockets is in.
    var current: Connection?
    var isClosing = false
    var closeWaiters: [CheckedContinuation<Void, Never>] = []

    let reader: RequestReader
    /// Answers are put together here.
    let output = FrameBuffer(capacity: 16 * 1024)
    /// By window, and for all connections: see `WebServer+Compression.swift`.
    var compressors: [UInt8: FrameCompressor] = [:]
    var inflater: Inflater?
    /// The `Date` header with its line end, made anew each second.
    private(set) var dateLine: [UInt8] = []
    private var dateSecond: time_t = 0

    public init(loop: EventLoop, configuration: WebServerConfiguration = .init(), handler: any WebServerHandler) {
        self.loop = loop
        self.configuration = configuration
        isEncrypted = configuration.certificate != nil && configuration.privateKey != nil
        self.handler = handler
        reader = RequestReader(customHeaders: configuration.customHeaders)
    }

    deinit { reader.deallocate() }

    /// Starts to accept connections. From any thread.
    public func start(on listener: Listener) async throws(WebServerError) {
        let result: Result<Void, WebServerError> = await withCheckedContinuation { continuation in
            loop.execute { [self] in
                do throws(WebServerError) {
                    try begin(on: listener)
                    continuation.resume(returning: .success(()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        try result.get()
    }

    private func begin(on listener: Listener) throws(WebServerError) {
        precondition(context == nil && !isClosing, "a server is started once")
        do throws(WebServerError) {
            for socket in try listener.open() { accepting.append((socket, try watch(socket))) }
            context = try ServerContext(loop: loop, configuration: configuration)
        } catch {
            let sockets = accepting.map(\.socket)
            accepting = []
            for socket in sockets { Glibc.close(socket) }
            throw error
        }
        self.listener = listener
        refreshDate()
        _ = Unmanaged.passRetained(self)  // until `close()`
    }

    private func watch(_ socket: Int32) throws(WebServerError) -> DescriptorWatch {
        do throws(EventLoopError) {
            return try loop.watch(socket, for: .readable) { [unowned self] _ in acceptSome(socket) }
        } catch {
            Glibc.close(socket)
            throw WebServerError(.system, error.message, errorNumber: -error.code)
        }
    }

    /// Connections that are open, WebSockets among them. On the loop.
    public var connectionCount: Int {
        loop.preconditionInLoop()
        return connections.count
    }

    // MARK: Accepting

    /// Takes up to 64 of those who are waiting: the ones that are connected want to be served, too.
    ///
    /// - Returns: whether there may be more.
    @discardableResult
    private func acceptSome(_ listener: Int32) -> Bool {
        for _ in 0..<64 {
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            let descriptor = clws_accept(listener, &text, socklen_t(text.count))
            guard descriptor >= 0 else {
                switch errno {
                case EINTR, ECONNABORTED: continue
                case EMFILE, ENFILE, ENOBUFS, ENOMEM: pauseAccepting()
                default: break
                }
                return false
            }
            adopt(descriptor, from: text.withUnsafeBufferPointer { $0.baseAddress.map(String.init(cString:)) ?? "" })
        }
        return true
    }

    private func adopt(_ descriptor: Int32, from address: String) {
        guard let context, descriptor < context.descriptorLimit else {
            Glibc.close(descriptor)
            return
        }
        let address = address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
        guard configuration.admits(address) else {
            Glibc.close(descriptor)
            return
        }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        guard let wsi = context.adopt(descriptor) else { return configuration.left(address) }
        lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0)
        let connection = Connection(server: self, wsi: wsi, remoteAddress: address)
        lws_set_opaque_user_data(wsi, Unmanaged.passRetained(connection).toOpaque())
        connection.index = connections.count
        connections.append(connection)
        live += 1
        connection.expect(within: configuration.headerDeadline)
        if ticker == nil { startTicking() }
    }

    /// No descriptor is left: the listening socket stays readable, and asking again at once would only burn the core.
    private func pauseAccepting() {
        for entry in accepting { entry.watch.update([]) }
        pauseTimer = loop.schedule(after: .milliseconds(100)) { [unowned self] in
            for entry in accepting { entry.watch.update(.readable) }
        }
    }

    /// Takes no more connections; those that are open go on. From any thread.
    public func stopAccepting() {
        loop.execute { [self] in endAccepting() }
    }

    func endAccepting() {
        pauseTimer = nil
        let sockets = accepting.map(\.socket)
        for socket in sockets { while acceptSome(socket) {} }  // who has connected already is served
        accepting = []
        listener = nil
        for socket in sockets { Glibc.close(socket) }
    }

    func forget(_ connection: Connection) {
        let last = connections.removeLast()
        guard last !== connection else { return }
        connections[connection.index] = last
        last.index = connection.index
    }

    // MARK: Time

    private func startTicking() {
        refreshDate()
        ticker = loop.schedule(after: DeadlineWheel.tick, repeating: DeadlineWheel.tick) { [unowned self] in tick() }
    }

    private func tick() {
        for connection in wheel.advance() { connection.expired() }
        refreshDate()
        // An idle server sleeps.
        if connections.isEmpty { ticker = nil }
    }

    private func refreshDate() {
        let now = time(nil)
        guard now != dateSecond else { return }
        dateSecond = now
        dateLine = HTTPDate.line(now)
    }

    func stopTicking() { ticker = nil }
}
