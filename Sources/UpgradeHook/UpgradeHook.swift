import Glibc
import Synchronization

/// Stands between libwebsockets and one of its own functions, so that a WebSocket gets its bytes as they come.
///
/// libwebsockets 4.1.6 takes frames without a mask, echoes close codes that must not be sent, and drops what breaks the
/// protocol without a word: no callback is early enough to better that. It hands a connection over as it is, TLS
/// included, when the request's method is CONNECT, and asks `lws_hdr_total_length` for that, through its symbol table: so
/// the function of that name in the program comes first, this one, which says yes for a WebSocket, too.
///
/// In a module of its own, because the one that imports libwebsockets knows the function as C's.
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

    fileprivate static func isTakenOver(_ wsi: OpaquePointer?, header: Int32) -> Bool {
        guard header == connectHeader.load(ordering: .acquiring), let wsi else { return false }
        return question.withLock { $0 }?(wsi) ?? false
    }
}

private typealias Length = @convention(c) (OpaquePointer?, Int32) -> Int32

/// libwebsockets' own; behind the program in the order of symbols.
private let original: Length? = {
    let next = UnsafeMutableRawPointer(bitPattern: -1)  // RTLD_NEXT
    return dlsym(next, "lws_hdr_total_length").map { unsafeBitCast($0, to: Length.self) }
}()

@_cdecl("lws_hdr_total_length")
public func headerLength(_ wsi: OpaquePointer?, _ header: Int32) -> Int32 {
    guard let original else { return 0 }
    let length = original(wsi, header)
    return length == 0 && UpgradeHook.isTakenOver(wsi, header: header) ? 1 : length
}
