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
        LWS_CALLBACK_HTTP_CONFIRM_UPGRADE, LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION, LWS_CALLBACK_ESTABLISHED,
        LWS_CALLBACK_RECEIVE, LWS_CALLBACK_RECEIVE_PONG, LWS_CALLBACK_SERVER_WRITEABLE,
        LWS_CALLBACK_WS_PEER_INITIATED_CLOSE, LWS_CALLBACK_CLOSED, LWS_CALLBACK_CLOSED_HTTP:
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
    case LWS_CALLBACK_RAW_ADOPT, LWS_CALLBACK_RAW_RX:
        return -1  // the method CONNECT: libwebsockets would have us be a tunnel
    default:
        return 0
    }
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
        case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: upgradeAsked()
        case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION: if phase != .upgrading { shut() }
        case LWS_CALLBACK_ESTABLISHED: upgraded()
        case LWS_CALLBACK_RECEIVE:
            socket?.received(
                bytes, isFinal: lws_is_final_fragment(wsi) != 0, isBinary: lws_frame_is_binary(wsi) != 0)
        case LWS_CALLBACK_RECEIVE_PONG: socket?.pongArrived()
        case LWS_CALLBACK_SERVER_WRITEABLE: socket?.becameWritable()
        case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: socket?.closeArrived(bytes)
        default: closed()
        }
        return mustClose ? -1 : 0
    }
}
