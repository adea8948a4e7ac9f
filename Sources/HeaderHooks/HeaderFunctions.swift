import Glibc

// What stands between libwebsockets and its own functions for headers. It calls them through its symbol table, where
// the program's come first: these. In a module of their own, because the one that imports libwebsockets knows them as
// C's.

private typealias Length = @convention(c) (OpaquePointer?, Int32) -> Int32
private typealias Copy = @convention(c) (OpaquePointer?, UnsafeMutablePointer<CChar>?, Int32, Int32) -> Int32

/// libwebsockets' own; behind the program in the order of symbols.
private func next<Function>(_ name: String, as type: Function.Type) -> Function? {
    dlsym(UnsafeMutableRawPointer(bitPattern: -1), name).map { unsafeBitCast($0, to: type) }  // RTLD_NEXT
}

private let originalLength = next("lws_hdr_total_length", as: Length.self)
private let originalCopy = next("lws_hdr_copy", as: Copy.self)

@_cdecl("lws_hdr_total_length")
public func headerLength(_ wsi: OpaquePointer?, _ header: Int32) -> Int32 {
    guard let originalLength else { return 0 }
    let length = originalLength(wsi, header)
    guard length == 0, let wsi else { return length }
    return UpgradeHook.isTakenOver(wsi, header: header) || LengthHook.isEmpty(wsi, header: header) ? 1 : 0
}

@_cdecl("lws_hdr_copy")
public func copyHeader(
    _ wsi: OpaquePointer?, _ target: UnsafeMutablePointer<CChar>?, _ room: Int32, _ header: Int32
) -> Int32 {
    guard let originalLength, let originalCopy else { return -1 }
    guard let wsi, let target, room > 1, originalLength(wsi, header) == 0, LengthHook.isEmpty(wsi, header: header)
    else {
        return originalCopy(wsi, target, room, header)
    }
    target[0] = CChar(UInt8(ascii: "0"))
    target[1] = 0
    return 1
}
