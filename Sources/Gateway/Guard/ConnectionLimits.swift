import Synchronization

/// Counts connections, in all and by address. One a process, asked by all shards.
final class ConnectionLimits: Sendable {
    private let total: Int
    private let each: Int
    private let open = Mutex<(all: Int, byAddress: [String: Int])>((0, [:]))

    init(total: Int, each: Int) {
        self.total = total
        self.each = each
    }

    /// One more of all; of `address`, too, where one is given.
    /// - Returns: false when that would be too many, and nothing was counted.
    func enter(_ address: String?) -> Bool {
        open.withLock { open in
            guard open.all < total else { return false }
            if let address {
                let count = open.byAddress[address, default: 0]
                guard count < each else { return false }
                open.byAddress[address] = count + 1
            }
            open.all += 1
            return true
        }
    }

    func leave(_ address: String?) {
        open.withLock { open in
            open.all -= 1
            if let address { Self.release(address, &open.byAddress) }
        }
    }

    /// One more of `address`, which is counted among all already: somebody behind a proxy.
    func claim(_ address: String) -> Bool {
        open.withLock { open in
            let count = open.byAddress[address, default: 0]
            guard count < each else { return false }
            open.byAddress[address] = count + 1
            return true
        }
    }

    func release(_ address: String) {
        open.withLock { Self.release(address, &$0.byAddress) }
    }

    private static func release(_ address: String, _ counts: inout [String: Int]) {
        guard let count = counts[address] else { return }
        counts[address] = count > 1 ? count - 1 : nil
    }
}
