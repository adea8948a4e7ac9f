import Access

extension Route {
    /// What a request for it takes; nil where everybody may. A command says that itself.
    func permission(_ method: String) -> Permission? {
        let isRead = method == "GET" || method == "HEAD"
        switch self {
        case .orders, .order: return isRead ? .read : .order
        case .records: return isRead ? .read : .publish
        case .events: return .read
        case .metrics: return .metrics
        case .joinCode: return .direct
        case .session, .webSocket, .health, .ready, .page, .command: return nil
        }
    }

    /// Whether pages of allowed origins may use it.
    var isCrossOrigin: Bool {
        switch self {
        case .orders, .order, .events, .records, .session, .joinCode, .command: true
        case .webSocket, .health, .ready, .metrics, .page: false
        }
    }

    /// Whether its `Host` is looked at. Who asks how this gateway is, and who fetches the page, learns nothing that
    /// depends on it.
    var checksHost: Bool {
        switch self {
        case .health, .ready, .page: false
        default: true
        }
    }
}
