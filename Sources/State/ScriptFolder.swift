import Redis

/// The folder `redis/` of the project: one Lua script an operation.
public struct ScriptFolder: Sendable {
    private let path: String

    public init(_ path: String) { self.path = path }

    /// - Throws: `.corrupt`, naming the file, where it cannot be read.
    func script(_ name: String) throws(StateError) -> RedisScript {
        do {
            return try RedisScript.load(name, from: path)
        } catch {
            throw StateError(.corrupt, error.message, underlying: error)
        }
    }
}

extension RedisConnection {
    /// Runs a script; a failure is told in terms of the state.
    nonisolated(nonsending) func state(
        _ script: RedisScript, keys: [String], arguments: [RedisArgument] = []
    ) async throws(StateError) -> RedisReply {
        do {
            return try await run(script, keys: keys, arguments: arguments)
        } catch {
            throw StateError(error)
        }
    }

    /// Sends a command; a failure is told in terms of the state.
    nonisolated(nonsending) func state(_ command: [RedisArgument]) async throws(StateError) -> RedisReply {
        do {
            return try await send(command)
        } catch {
            throw StateError(error)
        }
    }
}
