public import Redis
import Synchronization

/// What can be changed while everything runs: kept in Redis, and known to every process within moments.
///
/// ``start()`` reads it and listens to changes; ``current`` is always there, the defaults until Redis was reached, and what
/// was last known while Redis is away.
public final class Settings: Sendable {
    private struct State {
        var values: SettingsValues
        var observers: [@Sendable (SettingsValues) -> Void] = []
        var isStarted = false
        var reader: Task<Void, Never>?
    }

    private let redis: RedisConnection
    private let set: RedisScript
    /// What holds where nothing was ever set.
    public let defaults: SettingsValues
    private let state: Mutex<State>
    private let requests: AsyncStream<Void>.Continuation
    private let stream: AsyncStream<Void>

    /// The hash, and the channel on which whoever changes a setting publishes its name.
    private static let key = "settings"

    public init(redis: RedisConnection, scripts: ScriptFolder, defaults: SettingsValues) throws(StateError) {
        self.redis = redis
        set = try scripts.script("settings_set")
        self.defaults = defaults
        state = Mutex(State(values: defaults))
        // However many changes are told of at once: reading once more after the last tells them all.
        (stream, requests) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    deinit { stop() }

    /// What holds now. From any thread, without waiting.
    public var current: SettingsValues { state.withLock { $0.values } }

    /// Calls `observer` after each change with what holds then.
    public func onChange(_ observer: @escaping @Sendable (SettingsValues) -> Void) {
        state.withLock { $0.observers.append(observer) }
    }

    /// Reads the settings, and from then on whenever they change or Redis is reached again. Waits for the first reading, or
    /// for its failure: an unreachable Redis is tried again meanwhile.
    nonisolated(nonsending) public func start() async {
        let isFirst = state.withLock { state -> Bool in
            defer { state.isStarted = true }
            return !state.isStarted
        }
        guard isFirst else { return }
        try? await read()
        let (redis, requests, stream) = (redis, requests, stream)
        // The only one who reads from here on: no older reading can overtake a newer one.
        let reader = Task { [weak self] in
            for await _ in stream {
                while !Task.isCancelled {
                    guard let settings = self else { return }
                    if (try? await settings.read()) != nil { break }
                    // Away again just after it was reached.
                    if await !redis.waitUntilConnected(timeout: .seconds(5)) {
                        try? await Task.sleep(for: .milliseconds(100))
                    }
                }
            }
        }
        state.withLock { $0.reader = reader }
        await redis.subscribe(
            Self.key, onMessage: { _ in requests.yield() }, onConnected: { requests.yield() })
    }

    /// Listens no longer; ``current`` stays as it is.
    public func stop() {
        requests.finish()
        state.withLock { $0.reader }?.cancel()
    }

    /// What holds at this moment, asked of Redis rather than heard from it, and what of it was ever set.
    nonisolated(nonsending) public func look() async throws(StateError) -> (
        values: SettingsValues, stored: [String: String]
    ) {
        let stored = try await redis.state(["HGETALL", .text(Self.key)]).fields ?? [:]
        return (defaults.merging(stored), stored)
    }

    nonisolated(nonsending) private func read() async throws(StateError) {
        let values = try await look().values
        let observers = state.withLock { state -> [@Sendable (SettingsValues) -> Void] in
            guard state.values != values else { return [] }
            state.values = values
            return state.observers
        }
        for observer in observers { observer(values) }
    }

    /// Changes one setting for everybody. It is ``current`` everywhere, here too, within moments.
    /// - Throws: ``StateError/Code/invalidSetting`` where `value` makes no sense.
    nonisolated(nonsending) public func set(_ name: SettingsValues.Name, to value: String) async throws(StateError) {
        _ = try await set([name: value])
    }

    /// Changes some settings for everybody, all of them or none.
    ///
    /// - Parameter changes: nil: what holds where it was never set.
    /// - Returns: what holds from now on.
    nonisolated(nonsending) public func set(
        _ changes: [SettingsValues.Name: String?]
    ) async throws(StateError) -> SettingsValues {
        try await change(changes).after
    }

    /// The same, and what held before.
    nonisolated(nonsending) public func change(
        _ changes: [SettingsValues.Name: String?]
    ) async throws(StateError) -> (before: SettingsValues, after: SettingsValues) {
        var changed = current
        var arguments: [RedisArgument] = []
        for (name, text) in changes {
            if let text { try changed.set(name, to: text) }
            arguments += [.text(name.rawValue), .text(text == nil ? "" : changed[name])]
        }
        let reply = try await redis.state(set, keys: [Self.key], arguments: arguments)
        guard let parts = reply.list, parts.count == 2 else {
            throw StateError(.corrupt, "settings_set answered \(reply)")
        }
        return (defaults.merging(parts[0].fields ?? [:]), defaults.merging(parts[1].fields ?? [:]))
    }
}
