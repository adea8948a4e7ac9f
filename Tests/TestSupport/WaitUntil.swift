/// What a test waited for did not come about.
public struct TimedOutWaiting: Error, CustomStringConvertible {
    public let description: String
}

/// Waits until `condition` holds, looking every few milliseconds; throws when it does not within `timeout`.
public func waitUntil(
    _ what: String, timeout: Duration = .seconds(30), _ condition: @Sendable () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + timeout
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            throw TimedOutWaiting(description: "not within \(timeout): \(what)")
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}
