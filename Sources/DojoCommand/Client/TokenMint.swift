import Access
import EventLoop
import Foundation
import Redis
import State

/// Makes an instructor's token for a dojo of this machine: who can read its Redis may do anything in it anyway.
struct TokenMint: Sendable {
    /// Of the private Redis.
    let redisSocket: String?
    let redisURL: String?
    /// The gateway's secret, where it was given one.
    let secret: String?

    /// Good for five minutes.
    func token() async throws(CommandError) -> String {
        let bytes = if let secret { Array(secret.utf8) } else { try await sharedSecret() }
        let expires = Int64(Date().timeIntervalSince1970) + 300
        do throws(TokenError) {
            return try TokenIssuer(secret: bytes).sign(
                Token(subject: "dojo-command", role: .instructor, expires: expires))
        } catch {
            throw CommandError(.failure, "no token can be made: \(error.message)")
        }
    }

    private func sharedSecret() async throws(CommandError) -> [UInt8] {
        guard let url = redisSocket.map({ "unix://\($0)" }) ?? redisURL else {
            throw CommandError(
                .unavailable, "this dojo asks for a token: say --token, or --redis, where the secret of its tokens is")
        }
        let loop = try EventLoop.started("token")
        defer { loop.stop() }
        do throws(RedisError) {
            let redis = RedisConnection(loop: loop, options: try RedisOptions(url: url), name: "token")
            let secret: [UInt8]
            do throws(RedisError) {
                secret = Array(try await SharedSecret.read(from: redis).utf8)
            } catch {
                await redis.close()
                throw error
            }
            await redis.close()
            return secret
        } catch {
            throw CommandError(.unavailable, "the secret of the dojo's tokens cannot be read: \(error.message)")
        }
    }
}
