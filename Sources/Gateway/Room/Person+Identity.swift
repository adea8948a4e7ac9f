import OrderEvents
import State

extension Person {
    /// Whoever a request or a connection is of: the browser, where it has a session; otherwise the address or the token
    /// together with the name, for several people share those.
    ///
    /// - Parameter name: as said in `hello`, if it was.
    init(_ identity: Identity?, name: String?) {
        let key = identity?.session ?? "\(identity?.caller ?? "")\n\(name ?? "")"
        self.init(id: String(SHA1.hex(key).prefix(16)), name: name ?? "")
    }
}
