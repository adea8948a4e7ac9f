import Synchronization

/// Has libwebsockets hand a WebSocket over, so that its bytes come as they are.
///
/// libwebsockets 4.1.6 takes frames without a mask, echoes close codes that must not be sent, and drops what breaks the
/// protocol without a word: no callback is early enough to better that. It hands a connection over as it is, TLS
/// included, when the request's method is CONNECT, and asks for that header's length: here it hears yes for a
/// WebSocket, too.
public enum UpgradeHook {
    /// Asked with a `struct lws *` whose request is complete: is it to be handed over?
    public typealias Question = @convention(c) (OpaquePointer) -> Bool

    private static let connectHeader = Atomic<Int32>(-1)
    private static let question = Mutex<Question?>(nil)

    /// To be called before any server starts.
    ///
    /// - Parameter connect: the number of the header CONNECT in libwebsockets' table.
    public static func install(connect: Int32, question: @escaping Question) {
        Self.question.withLock { $0 = question }
        connectHeader.store(connect, ordering: .releasing)
    }

    static func isTakenOver(_ wsi: OpaquePointer, header: Int32) -> Bool {
        guard header == connectHeader.load(ordering: .acquiring) else { return false }
        return question.withLock { $0 }?(wsi) ?? false
    }
}
