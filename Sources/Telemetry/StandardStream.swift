import Glibc

/// Standard output and standard error, written without a buffer: a line is one `write(2)`, so lines of several threads
/// and processes on one pipe do not mix (up to `PIPE_BUF`, 4096 bytes).
public enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    /// Writes all of `bytes`, or drops the rest when nobody reads any more.
    public func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(rawValue, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno == EAGAIN {
                waitUntilWritable()
            } else if errno != EINTR {
                return
            }
        }
    }

    /// A stream that somebody else made non-blocking is waited for: a lost log line helps nobody.
    private func waitUntilWritable() {
        var descriptor = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
        unsafe _ = poll(&descriptor, 1, 1000)
    }
}
