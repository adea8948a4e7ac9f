/// Latencies in microseconds, counted in buckets that are 1/16 wide of what they hold: a percentile is at most 6 % off.
public struct LatencyHistogram: Sendable, Equatable {
    /// 16 buckets below 16 µs, then 16 for each doubling up to 2^40 µs.
    private static let size = 16 * 38

    private var counts = [UInt64](repeating: 0, count: size)
    public private(set) var count: UInt64 = 0

    public init() {}

    /// - Parameter buckets: as ``buckets`` gives them.
    public init(buckets: [[UInt64]]) {
        for bucket in buckets where bucket.count == 2 && bucket[0] < Self.size {
            counts[Int(bucket[0])] += bucket[1]
            count += bucket[1]
        }
    }

    /// Those that are not empty, as pairs of number and count.
    public var buckets: [[UInt64]] {
        counts.indices.filter { counts[$0] > 0 }.map { [UInt64($0), counts[$0]] }
    }

    /// Counts one; what is below zero, by clocks of two threads, is zero.
    public mutating func add(_ microseconds: Int64) {
        counts[Self.bucket(of: UInt64(max(0, microseconds)))] &+= 1
        count &+= 1
    }

    public mutating func add(_ other: LatencyHistogram) {
        for index in counts.indices { counts[index] &+= other.counts[index] }
        count &+= other.count
    }

    /// Forgets all.
    public mutating func removeAll() {
        for index in counts.indices { counts[index] = 0 }
        count = 0
    }

    /// The latency that the share `quantile` of all is not above; nil where nothing was counted.
    public func percentile(_ quantile: Double) -> Int64? {
        guard count > 0 else { return nil }
        let wanted = max(1, UInt64((Double(count) * quantile).rounded(.up)))
        var seen: UInt64 = 0
        for (index, count) in counts.enumerated() {
            seen += count
            if seen >= wanted { return Self.upperBound(of: index) }
        }
        return nil
    }

    private static func bucket(of value: UInt64) -> Int {
        guard value >= 16 else { return Int(value) }
        let exponent = 63 - value.leadingZeroBitCount
        return min((exponent - 3) * 16 + Int(value >> UInt64(exponent - 4)) - 16, size - 1)
    }

    /// The highest value that a bucket holds.
    private static func upperBound(of bucket: Int) -> Int64 {
        guard bucket >= 16 else { return Int64(bucket) }
        let exponent = bucket / 16 + 3
        return (Int64(bucket % 16 + 17) << Int64(exponent - 4)) - 1
    }
}
