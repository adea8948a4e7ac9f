import Access
import Fanout

/// Who may see what of a channel. Whatever leads records to somebody asks here: subscriptions, feeds, history, snapshots.
extension Channel {
    /// The records that somebody may see, by key.
    func visibleKeys(to identity: Identity?) -> ChannelRules.VisibleKeys {
        guard let identity else { return .none }
        return rules.visibleKeys(role: identity.role) { identity.token?.claim($0) }
    }

    /// What somebody wants, limited to what they may see.
    ///
    /// - Throws: `auth.forbidden` where they may see nothing, or ask for keys of others.
    func permitted(_ wanted: RecordFilter, to identity: Identity?) throws(Problem) -> RecordFilter {
        switch visibleKeys(to: identity) {
        case .all: return wanted
        case .one(let key):
            if let limited = wanted.limited(to: key) { return limited }
            throw Problem(403, "auth.forbidden", "of \(name), only records with the key \(key) are for you")
        case .none:
            if let identity, identity.role < rules.read {
                let (needed, held) = (rules.read.rawValue, identity.role.rawValue)
                throw Problem(403, "auth.forbidden", "reading \(name) takes the role \(needed), and this is \(held)")
            }
            let claim = rules.rule?.claim ?? "sub"
            throw Problem(403, "auth.forbidden", "reading \(name) takes a token with the claim \(claim)")
        }
    }
}

extension Shard {
    /// Somebody has another role or other claims than before: what they followed by the old ones ends, and they are told.
    func withdraw(from session: Session, before: Identity) {
        for (name, subscription) in session.subscriptions {
            let channel = subscription.fanout.channel
            guard channel.visibleKeys(to: before) != channel.visibleKeys(to: session.identity) else { continue }
            session.unsubscribe(name)
            session.send(
                ServerMessage.error(
                    id: nil,
                    Problem(403, "auth.forbidden", "what you may see of \(name) has changed: subscribe to it again")))
        }
    }
}
