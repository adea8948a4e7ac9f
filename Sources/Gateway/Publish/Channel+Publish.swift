import JSONText

extension Channel {
    /// Looks whether somebody may write this record here: their role, and where readers only see the records of a key of
    /// theirs, that it is this key.
    ///
    /// - Parameter isWorkshop: whether who directs it may write on any of its topics, to show what comes of it.
    /// - Returns: whether only who directs the workshop may: it is an act of theirs then.
    /// - Throws: `auth.forbidden`.
    @discardableResult
    func permit(
        publishing record: PublishedRecord, by identity: Identity?, isWorkshop: Bool = false
    ) throws(Problem) -> Bool {
        guard let identity else { throw .authRequired }
        if isWorkshop, identity.role.may(.direct) { return rules.publish?.may(.direct) ?? true }
        guard let least = rules.publish else {
            throw Problem(403, "auth.forbidden", "nobody may publish to \(name): its configuration does not say who")
        }
        guard identity.role >= least else {
            throw Problem(
                403, "auth.forbidden",
                "publishing to \(name) takes the role \(least.rawValue), and this is \(identity.role.rawValue)")
        }
        guard let rule = rules.rule, !(identity.role == .instructor && rule.sparesInstructors) else { return false }
        guard let own = identity.token?.claim(rule.claim), isKey(of: record, own) else {
            throw Problem(403, "auth.forbidden", "to \(name) you may publish records with a key of your own only")
        }
        return false
    }

    /// Whether the key that readers see is `key`.
    private func isKey(of record: PublishedRecord, _ key: String) -> Bool {
        guard let keyField else { return record.key.map { $0.elementsEqual(key.utf8) } ?? false }
        guard let value = record.value, JSONText.isValid(value),
            let range = JSONObjectScanner.value(of: keyField, in: value.span)
        else { return false }
        return JSONObjectScanner.string(value.span.extracting(range), is: key)
    }
}
