import Glibc

/// Time that all processes of a machine agree on and nobody sets.
public enum MonotonicClock {
    /// Microseconds since some fixed moment.
    public static var microseconds: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
    }
}
