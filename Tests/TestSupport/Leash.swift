import Foundation

/// A pipe to a child that ends itself when it reads the end of it: the child is let go at the latest by the end of this
/// process, however that comes about.
///
/// Both ends are closed on `exec` from the first moment (unlike those of Foundation's `Pipe`), so that no other child,
/// started by another test at the same time, holds on to them.
public final class Leash: Sendable {
    /// For the child's standard input.
    public let childEnd: FileHandle
    private let ownEnd: FileHandle

    public init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw PrivateRedis.Failure.noPipe }
        childEnd = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        ownEnd = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    }

    /// To be called once the child has its own copy.
    public func closeChildEnd() { try? childEnd.close() }

    /// Lets the child go while this process lives on.
    /// - Parameter word: a line that it reads before the end.
    public func letGo(saying word: String? = nil) {
        if let word { try? ownEnd.write(contentsOf: Data("\(word)\n".utf8)) }
        try? ownEnd.close()
    }
}
