import Glibc
import Synchronization

/// Stands between libwebsockets and one of its own functions, so that `Sec-WebSocket-Protocol` can carry a token.
///
/// libwebsockets 4.1.6 copies that header into 128 bytes when it looks for a subprotocol that it speaks, and drops the
/// connection when there is more; a JSON Web Token is longer. It calls `lws_hdr_copy` through its symbol table, so the
/// function of that name in the program comes first: this one, which leaves tokens out where there is no room for them.
/// Everything else goes on to libwebsockets' own.
///
/// In a module of its own, because the one that imports libwebsockets knows the function as C's.
public enum HandshakeHeader {
    /// How an entry of the list begins that is no subprotocol but a token.
    public static let tokenPrefix = "bearer."
    /// Number of the header in libwebsockets' table; set once, before any server starts.
    public static let token = Atomic<Int32>(-1)

    /// Longest header that is looked at.
    static let room: Int32 = 32 * 1024
}

private typealias Copy = @convention(c) (OpaquePointer?, UnsafeMutablePointer<CChar>?, Int32, Int32) -> Int32

/// libwebsockets' own; behind the program in the order of symbols.
private let original: Copy? = {
    let next = UnsafeMutableRawPointer(bitPattern: -1)  // RTLD_NEXT
    return dlsym(next, "lws_hdr_copy").map { unsafeBitCast($0, to: Copy.self) }
}()

@_cdecl("lws_hdr_copy")
public func copyHeader(
    _ wsi: OpaquePointer?, _ destination: UnsafeMutablePointer<CChar>?, _ room: Int32, _ header: Int32
) -> Int32 {
    guard let original else { return -1 }
    let count = original(wsi, destination, room, header)
    guard count < 0, header == HandshakeHeader.token.load(ordering: .relaxed), let destination else { return count }
    let whole = UnsafeMutablePointer<CChar>.allocate(capacity: Int(HandshakeHeader.room))
    defer { whole.deallocate() }
    guard original(wsi, whole, HandshakeHeader.room, header) >= 0 else { return count }
    let names = String(cString: whole).split { $0 == "," || $0 == " " || $0 == "\t" }
        .filter { !$0.hasPrefix(HandshakeHeader.tokenPrefix) }.joined(separator: ",")
    guard names.utf8.count < Int(room) else { return count }
    for (place, byte) in names.utf8.enumerated() { destination[place] = CChar(bitPattern: byte) }
    destination[names.utf8.count] = 0
    return Int32(names.utf8.count)
}
