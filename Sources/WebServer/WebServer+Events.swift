internal import CLibwebsockets

/// What libwebsockets calls for everything, on the loop's thread. At file scope: a closure would be isolated to
/// whatever makes it.
@Sendable func onServerEvent(
    _ wsi: OpaquePointer?, _ reason: lws_callback_reasons, _ user: UnsafeMutableRawPointer?,
    _ input: UnsafeMutableRawPointer?, _ length: Int
) -> Int32 {
    guard let wsi else { return 0 }
    switch reason {
    case LWS_CALLBACK_HTTP, LWS_CALLBACK_HTTP_BODY, LWS_CALLBACK_HTTP_BODY_COMPLETION, LWS_CALLBACK_HTTP_WRITEABLE,
        LWS_CALLBACK_HTTP_CONFIRM_UPGRADE, LWS_CALLBACK_RAW_ADOPT, LWS_CALLBACK_RAW_RX, LWS_CALLBACK_RAW_WRITEABLE,
        LWS_CALLBACK_RAW_CLOSE, LWS_CALLBACK_CLOSED_HTTP:
        guard let data = lws_get_opaque_user_data(wsi) else { return 0 }
        let connection = Unmanaged<Connection>.fromOpaque(data).takeUnretainedValue()
        return connection.event(reason, wsi, UnsafeRawBufferPointer(start: input, count: input == nil ? 0 : length))
    case LWS_CALLBACK_WSI_DESTROY:
        guard let data = lws_get_opaque_user_data(wsi) else { return 0 }
        lws_set_opaque_user_data(wsi, nil)
        let connection = Unmanaged<Connection>.fromOpaque(data).takeRetainedValue()
        connection.closed()
        connection.server.live -= 1
        return 0
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
        return -1  // libwebsockets' own WebSockets: nobody comes this far
    default:
        return 0
    }
}

/// Whether libwebsockets is to hand a connection over: see ``UpgradeHook``.
@Sendable func onTakeoverQuestion(_ wsi: OpaquePointer) -> Bool {
    guard let data = lws_get_opaque_user_data(wsi) else { return false }
    return Unmanaged<Connection>.fromOpaque(data).takeUnretainedValue().isTakenOver()
}

/// Whether a request without `Content-Length` has an empty body: see ``LengthHook``. Not where the header is there and
/// empty, or the body in pieces: those are refused, and libwebsockets has to go on reading what they send.
@Sendable func onLengthQuestion(_ wsi: OpaquePointer) -> Bool {
    guard lws_get_opaque_user_data(wsi) != nil, RequestReader.mayHaveBody(wsi) else { return false }
    return !RequestReader.isEmpty(WSI_TOKEN_HTTP_CONTENT_LENGTH, of: wsi)
        && lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) == 0
        && !RequestReader.isEmpty(WSI_TOKEN_HTTP_TRANSFER_ENCODING, of: wsi)
}

extension Connection {
    /// - Returns: not 0 to have libwebsockets close the connection.
    fileprivate func event(
        _ reason: lws_callback_reasons, _ wsi: OpaquePointer, _ bytes: UnsafeRawBufferPointer
    ) -> Int32 {
        guard phase != .closed else { return 0 }
        let outer = server.current
        server.current = self
        defer { server.current = outer }
        switch reason {
        case LWS_CALLBACK_HTTP: requestArrived()
        case LWS_CALLBACK_HTTP_BODY: bodyArrived(bytes)
        case LWS_CALLBACK_HTTP_BODY_COMPLETION: bodyEnded()
        case LWS_CALLBACK_HTTP_WRITEABLE: becameWritable()
        case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: upgradeRefused()
        case LWS_CALLBACK_RAW_ADOPT: handedOver()
        case LWS_CALLBACK_RAW_RX: bytesArrived(bytes)
        case LWS_CALLBACK_RAW_WRITEABLE: tunnelBecameWritable()
        default: closed()
        }
        return mustClose ? -1 : 0
    }
}
