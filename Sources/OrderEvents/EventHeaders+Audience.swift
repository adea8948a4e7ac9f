/// Which groups a record on `orders` is meant for.
extension EventHeaders {
    /// Whether `group` acts on the record: a redriven one is meant for the group whose letter it was, a retry for the
    /// notification group only, everything else for all.
    public func concerns(group: String, notificationGroup: String) -> Bool {
        if let redriveGroup { return redriveGroup == group }
        if retryCount != nil { return group == notificationGroup }
        return true
    }
}
