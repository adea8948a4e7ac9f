import QRCode
import WebServer

extension Shard {
    /// `GET /api/room/join.svg`: the QR code by which people join.
    func onJoinCode(_ reply: HTTPReply) {
        guard let link = shared.join.link, let code = QRCode(link) else {
            return reply.problem(
                Problem(503, "room.unknown-address", "how others reach this gateway is not known: say --public-url"))
        }
        reply.text(200, "image/svg+xml; charset=utf-8", code.svg(label: "Join at \(shared.join.address ?? "")"))
    }

    /// Passes on what everybody in the room has to know.
    func tellRoom(_ message: [UInt8]) {
        for session in attendees.values { session.send(message) }
        for session in watchers.values where session.name == nil { session.send(message) }
    }
}
