/// What a path means. Orders are also served without the `/api`; everything else that is no route is a file of the page.
enum Route: Hashable {
    case orders
    case order(String)
    case events
    /// The past of a topic.
    case records(topic: String)
    /// A token for a cookie.
    case session
    case webSocket
    case health
    case ready
    case metrics
    case page
    /// The QR code by which people join: a picture, so no command.
    case joinCode
    /// Whatever else is below `/api`: one of ``CommandTable``, or nothing, and never a file.
    case command

    init(_ path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        switch (parts.first == "api" ? Array(parts.dropFirst()) : parts, parts.first == "api") {
        case (["orders"], _): self = .orders
        case (let rest, _) where rest.count == 2 && rest[0] == "orders": self = .order(rest[1])
        case (let rest, true) where rest.count == 3 && rest[0] == "topics" && rest[2] == "records":
            self = .records(topic: rest[1])
        case (["session"], true): self = .session
        case (["room", "join.svg"], true): self = .joinCode
        case (_, true): self = .command
        case (["events"], _): self = .events
        case (["ws"], _): self = .webSocket
        case (["health"], _): self = .health
        case (["ready"], _): self = .ready
        case (["metrics"], _): self = .metrics
        default: self = .page
        }
    }
}
