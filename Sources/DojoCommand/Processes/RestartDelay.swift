/// How long to wait before a process that ended by itself is started again: twice as long each time, and from the
/// beginning again once it has run well for a while.
struct RestartDelay: Sendable, Equatable {
    static let first = Duration.milliseconds(200)
    static let longest = Duration.seconds(10)
    /// One that has run this long is well.
    static let healthy = Duration.seconds(30)

    private var upcoming = RestartDelay.first

    /// The wait before the next start, of a process that has run for `uptime`.
    mutating func next(after uptime: Duration) -> Duration {
        if uptime >= Self.healthy { upcoming = Self.first }
        defer { upcoming = min(upcoming * 2, Self.longest) }
        return upcoming
    }
}
