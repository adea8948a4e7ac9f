import CLinux

/// The cores of this machine, and who has which of them while a row is measured.
struct BenchCores: Sendable {
    enum Placement: Sendable {
        /// The server has a core of its own; broker, Redis, producer and clients have the others.
        case apart
        /// Everybody runs where there is room.
        case together
    }

    /// All that this process was given.
    let all: [Int32]

    /// As this process may use them now.
    init() { all = (0...dojo_last_core()).filter { dojo_may_run_on($0) != 0 } }

    /// The core that servers are pinned to.
    var server: Int32 { all.first ?? 0 }

    /// Where everybody else runs; a machine with one core has no others.
    func others(_ placement: Placement) -> [Int32] {
        placement == .apart && all.count > 1 ? Array(all.dropFirst()) : all
    }

    /// As `taskset` takes it.
    static func list(_ cores: [Int32]) -> String { cores.map(String.init).joined(separator: ",") }
}
