import Synchronization

/// Has libwebsockets take a request that tells of no body for one with an empty body (RFC 9112 §6.3), as `curl -X POST`
/// sends it.
///
/// libwebsockets 4.1.6 takes 100 MiB for the length of a POST, PUT or PATCH without `Content-Length`, and nothing
/// public changes that afterwards: here it reads a 0 where there is no such header.
public enum LengthHook {
    /// Asked with a `struct lws *` whose request has no `Content-Length`: is its body empty?
    public typealias Question = @convention(c) (OpaquePointer) -> Bool

    private static let lengthHeader = Atomic<Int32>(-1)
    private static let question = Mutex<Question?>(nil)

    /// To be called before any server starts.
    ///
    /// - Parameter contentLength: the number of the header in libwebsockets' table.
    public static func install(contentLength: Int32, question: @escaping Question) {
        Self.question.withLock { $0 = question }
        lengthHeader.store(contentLength, ordering: .releasing)
    }

    static func isEmpty(_ wsi: OpaquePointer, header: Int32) -> Bool {
        guard header == lengthHeader.load(ordering: .acquiring) else { return false }
        return question.withLock { $0 }?(wsi) ?? false
    }
}
