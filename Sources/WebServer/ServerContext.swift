internal import CLibwebsockets
import EventLoop
import Glibc
import HeaderHooks

/// A libwebsockets context on an event loop, and the memory that it points into. To be used on the loop.
///
/// Once made it is never freed: when libwebsockets 4.1.6 destroys a context that runs on somebody else's libuv loop, it
/// closes its eventfd twice, the second time some turns of the loop later, when the number may well be that of another
/// thread's new socket. Servers live as long as their process; what is kept is one descriptor and some hundred KB.
struct ServerContext {
    /// Size of libwebsockets' service buffer: the most it reads at once.
    private static let readSize: UInt32 = 16 * 1024
    /// Room for the headers of one request.
    static let headerRoom = 32 * 1024
    /// Most file descriptors that a context makes tables for, 16 bytes each.
    private static let mostDescriptors: rlim_t = 1 << 18

    private let vhost: OpaquePointer

    /// File descriptors from here on are outside of its tables.
    let descriptorLimit: Int32

    init(loop: EventLoop, configuration: WebServerConfiguration) throws(WebServerError) {
        LibwebsocketsLog.start(configuration.logError)
        UpgradeHook.install(connect: Int32(WSI_TOKEN_CONNECT.rawValue), question: onTakeoverQuestion)
        LengthHook.install(
            contentLength: Int32(WSI_TOKEN_HTTP_CONTENT_LENGTH.rawValue), question: onLengthQuestion)
        // One, for HTTP; a WebSocket is handed over, and libwebsockets need not know what is spoken on it.
        let protocols = UnsafeMutablePointer<lws_protocols>.allocate(capacity: 2)
        var entry = lws_protocols()
        entry.name = UnsafePointer(strdup("http"))
        entry.callback = onServerEvent
        // At 0 every write would be cut to the size of what is read.
        entry.tx_packet_size = configuration.frameLimit
        protocols.initialize(to: entry)
        (protocols + 1).initialize(to: lws_protocols())
        let retry = UnsafeMutablePointer<lws_retry_bo_t>.allocate(capacity: 1)
        retry.initialize(to: lws_retry_bo_t())  // all zero: no timers of its own for idle connections
        let loops = UnsafeMutablePointer<UnsafeMutableRawPointer?>.allocate(capacity: 1)
        loops.initialize(to: loop.withForeignHandle { $0 })

        var info = lws_context_creation_info()
        info.port = CONTEXT_PORT_NO_LISTEN_SERVER
        info.protocols = UnsafePointer(protocols)
        info.options = UInt64(LWS_SERVER_OPTION_LIBUV)
        info.foreign_loops = loops
        info.retry_and_idle_policy = UnsafePointer(retry)
        info.pt_serv_buf_size = Self.readSize
        info.max_http_header_data2 = UInt32(Self.headerRoom)
        // The wheel's deadlines come first; these are only for what the wheel cannot see.
        info.timeout_secs = UInt32(configuration.bodyDeadline.components.seconds + 5)
        info.timeout_secs_ah_idle = UInt32(max(1, configuration.headerDeadline.components.seconds))
        info.keepalive_timeout = 3600

        if let certificate = configuration.certificate, let key = configuration.privateKey {
            info.options |= UInt64(LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT)
            info.ssl_cert_filepath = UnsafePointer(strdup(certificate))
            info.ssl_private_key_filepath = UnsafePointer(strdup(key))
            info.alpn = UnsafePointer(strdup("http/1.1"))  // or Debian's build negotiates HTTP/2
        }

        let (made, limit) = Self.withDescriptorLimit { lws_create_context(&info) }
        descriptorLimit = limit
        guard let made, let vhost = lws_get_vhost_by_name(made, "default") else {
            let reason = configuration.certificate.map { "can the certificate \($0) and its key be used?" }
            throw WebServerError(
                .system,
                "libwebsockets cannot start; \(reason ?? "is the package libwebsockets-evlib-uv installed?")")
        }
        self.vhost = vhost
    }

    /// Hands a connected socket over, which is closed if it cannot be taken.
    func adopt(_ descriptor: Int32) -> OpaquePointer? {
        lws_adopt_socket_vhost(vhost, descriptor)
    }

    /// libwebsockets makes tables for as many descriptors as the process may have, up to gigabytes where that is
    /// "unlimited": lowers the limit for the moment, and tells what it was.
    private static func withDescriptorLimit<Result>(_ body: () -> Result) -> (Result, Int32) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur > mostDescriptors
        else { return (body(), Int32(clamping: limit.rlim_cur)) }
        var lowered = limit
        lowered.rlim_cur = mostDescriptors
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &lowered)
        defer { setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) }
        return (body(), Int32(mostDescriptors))
    }
}
