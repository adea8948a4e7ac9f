import Glibc

/// Held by the dojo that uses a run folder, as long as its process lives, however it ends.
final class RunLock: Sendable {
    private let descriptor: Int32

    /// - Returns: Nil when another dojo holds it.
    init?(_ folder: RunFolder) throws(CommandError) {
        let path = folder.file("lock")
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("cannot write \(path)", code: .cannotCreate) }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
        let failure = errno
        close(descriptor)
        guard failure == EWOULDBLOCK else {
            throw .system("cannot lock \(path)", code: .cannotCreate, errno: failure)
        }
        return nil
    }

    deinit { close(descriptor) }
}
