import Glibc
import Synchronization

/// Random numbers of the system, fetched thirty-two at a time: a call for each costs more than all else about an id.
/// Each is given out once.
public struct RandomPool: RandomNumberGenerator, Sendable {
    private static let numbers = Mutex<[UInt64]>([])
    /// As many bytes as `getentropy` gives at once.
    private static let fetched = 256 / MemoryLayout<UInt64>.size

    public init() {}

    public func next() -> UInt64 {
        Self.numbers.withLock { numbers in
            if let number = numbers.popLast() { return number }
            numbers = [UInt64](unsafeUninitializedCapacity: Self.fetched) { buffer, count in
                let isFilled = getentropy(buffer.baseAddress!, Self.fetched * MemoryLayout<UInt64>.size) == 0
                count = isFilled ? Self.fetched : 0
            }
            return numbers.popLast() ?? UInt64.random(in: .min ... .max)
        }
    }
}
