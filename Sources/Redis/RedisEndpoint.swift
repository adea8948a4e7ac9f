import Foundation

/// Where a Redis is and how to log in to it: what a `REDIS_URL` says.
struct RedisEndpoint: Sendable, Equatable, CustomStringConvertible {
    enum Address: Sendable, Equatable {
        case tcp(host: String, port: Int)
        case unix(path: String)
    }

    var address: Address
    var user: String?
    var password: String?
    var database = 0

    init(address: Address) {
        self.address = address
    }

    /// Reads `redis://[[user]:password@]host[:port][/database]` or `unix://[[user]:password@]/path[?db=database]`.
    init(url: String) throws(RedisError) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased() else {
            throw RedisError(.configuration, "\(Self.expected), but the Redis URL has no such form")
        }
        var database = ""
        switch scheme {
        case "redis":
            guard let host = parts.host, !host.isEmpty else {
                throw RedisError(.configuration, "\(Self.expected), but the Redis URL names no host")
            }
            let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
            address = .tcp(host: bare, port: parts.port ?? 6379)
            database = String(parts.path.drop { $0 == "/" })
        case "unix", "redis+unix":
            guard parts.host ?? "" == "", parts.path.count > 1 else {
                throw RedisError(.configuration, "a unix Redis URL needs an absolute path: unix:///run/redis.sock")
            }
            address = .unix(path: parts.path)
        case "rediss":
            throw RedisError(
                .configuration,
                "TLS to Redis (rediss://) is not built in: run stunnel beside this process and give its local "
                    + "address as redis://127.0.0.1:<port>")
        default:
            throw RedisError(.configuration, "\(Self.expected), not \(scheme)://")
        }
        let query = parts.queryItems ?? []
        user = parts.user.flatMap { $0.isEmpty ? nil : $0 } ?? query.first { $0.name == "user" }?.value
        password = parts.password ?? query.first { $0.name == "password" }?.value
        if user != nil, password == nil {
            throw RedisError(
                .configuration, "the Redis URL names a user but no password; a password alone is :password@")
        }
        database = query.first { $0.name == "db" }?.value ?? database
        guard let number = database.isEmpty ? 0 : Int(database), number >= 0 else {
            throw RedisError(.configuration, "the Redis URL's database is a number, not \"\(database)\"")
        }
        self.database = number
    }

    private static let expected = "a Redis URL looks like redis://:password@host:6379/0 or unix:///run/redis.sock"

    /// The address for messages: never the password.
    var description: String {
        switch address {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): path
        }
    }
}
