internal import Deflate
internal import WebSocketFrames

/// The memory that `permessage-deflate` takes: of a server, not of its connections.
extension WebServer {
    /// Compresses for all clients with this agreement; made for the first of them, some 300 KB.
    func compressor(_ agreement: DeflateAgreement) -> FrameCompressor {
        if let compressor = compressors[agreement.windowBits] { return compressor }
        let compressor = FrameCompressor(windowBits: agreement.windowBits)
        compressors[agreement.windowBits] = compressor
        return compressor
    }

    /// Reads what any client has compressed; some 40 KB, and the limit of a message.
    func inflate(_ message: [UInt8], limit: Int) -> Inflated {
        if inflater == nil { inflater = Inflater() }
        return inflater?.inflate(message, limit: limit) ?? .malformed
    }

    /// What is agreed upon with a client, by the headers of its handshake.
    ///
    /// - Throws: where what it offers breaks the grammar (RFC 6455 §9.1).
    func agreement(with headers: HTTPHeaders) throws(Refusal) -> DeflateAgreement? {
        guard configuration.compresses, let extensions = headers["sec-websocket-extensions"] else { return nil }
        guard let offers = ExtensionOffer.list(extensions) else {
            throw Refusal(
                status: 400, code: "websocket.malformed", detail: "Sec-WebSocket-Extensions cannot be understood.",
                headers: headers)
        }
        return DeflateAgreement(offers, windows: Deflater.windows)
    }
}
