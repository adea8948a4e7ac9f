import Access
import EventLoop
import Foundation
import Redis
import State

/// What the way in needs from outside: the secret that gateways share, and the keys of others.
extension Gateway {
    func beginGuard() async {
        let banishment = Banishment(redis: redis(on: control, name: "guard"), shards: shards)
        await banishment.start()
        for shard in shards { await shard.follow(banishment) }
        guard !gatekeeper.isOpen else { return }
        for (number, source) in options.access.keySources.enumerated() {
            let part = "keys-\(number + 1)"
            guards.append(
                Task { [readiness, log, options] in
                    await source.keepFresh(every: options.access.keyRefresh) { problem in
                        // An old set is good until a new one has come.
                        readiness.set(part, trouble: source.keys == nil ? problem?.message : nil)
                        if let problem { log.warning("keys of tokens", metadata: ["error": problem.message]) }
                    }
                })
        }
        if let secret = options.access.secret { return begin(secret: Array(secret.utf8)) }
        guard let redis = redis(on: control, name: "secret") else {
            log.warning("ready links and sessions end with this process: give --gateway-secret or --redis")
            return begin(secret: Array(SharedSecret.draw().utf8))
        }
        readiness.set("secret", trouble: "the secret of ready links has not been read from Redis yet")
        guards.append(Task { await readSecret(from: redis) })
    }

    /// Asks Redis until it answers.
    private func readSecret(from redis: RedisConnection) async {
        var backoff = Backoff()
        while !Task.isCancelled {
            do {
                begin(secret: Array(try await SharedSecret.read(from: redis).utf8))
                return readiness.set("secret", trouble: nil)
            } catch {
                readiness.set("secret", trouble: "the secret of ready links cannot be read: \(error.message)")
                try? await Task.sleep(for: backoff.next())
            }
        }
    }

    private func begin(secret: [UInt8]) {
        do throws(TokenError) {
            try gatekeeper.begin(secret: secret)
        } catch {
            return log.error("the secret of ready links cannot be used", metadata: ["error": error.message])
        }
        guard let base = ReadyLinks.base(options, port: port), let links = ReadyLinks(gatekeeper, base: base) else {
            return log.warning("no ready links: say --public-url")
        }
        links.print()
    }
}

extension Shard {
    fileprivate func follow(_ banishment: Banishment) {
        sendAway = { await banishment.send($0) }
    }
}
