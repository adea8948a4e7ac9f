import Glibc

/// A file in memory, and what it was when it was read.
struct StaticFile: Sendable {
    let bytes: [UInt8]
    /// Strong: a hash of the content.
    let entityTag: String
    let mediaType: String
    private let stamp: Stamp

    /// What changes when a file does.
    struct Stamp: Equatable, Sendable {
        let inode: UInt
        let size: Int
        let seconds: Int
        let nanoseconds: Int

        /// Nil when there is no regular file at `path`.
        init?(path: String) {
            var info = stat()
            guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
            inode = UInt(info.st_ino)
            size = Int(info.st_size)
            seconds = Int(info.st_mtim.tv_sec)
            nanoseconds = Int(info.st_mtim.tv_nsec)
        }
    }

    /// Reads the file; nil when that fails, or it changed meanwhile.
    init?(path: String, stamp: Stamp) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let bytes = [UInt8](unsafeUninitializedCapacity: stamp.size) { buffer, count in
            while count < stamp.size {
                let got = read(descriptor, buffer.baseAddress.map { $0 + count }, stamp.size - count)
                guard got > 0 else { break }
                count += got
            }
        }
        guard bytes.count == stamp.size else { return nil }
        self.bytes = bytes
        self.stamp = stamp
        mediaType = MediaType.of(path: path)
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        entityTag = "\"\(String(hash, radix: 16))-\(String(bytes.count, radix: 16))\""
    }

    func isCurrent(_ stamp: Stamp) -> Bool { self.stamp == stamp }

    /// Whether an `If-None-Match` names this content (RFC 9110 §13.1.2: weak comparison).
    func matches(_ ifNoneMatch: String) -> Bool {
        ifNoneMatch.split(separator: ",").contains { part in
            var tag = part.drop { $0 == " " }
            while tag.last == " " { tag = tag.dropLast() }
            return tag == "*" || tag == entityTag || tag == "W/\(entityTag)"
        }
    }
}
