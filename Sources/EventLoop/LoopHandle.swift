import CLibuv

/// Owns the memory of one libuv handle, which libuv wants to outlive `uv_close` until its callback has run.
///
/// The Swift owner (a timer, a watch) is reached through `data`, unretained: it closes the handle in its `deinit`
/// at the latest, and `data` is cleared first, so a late callback finds nothing.
struct LoopHandle<Handle>: @unchecked Sendable {
    // Why @unchecked: used on the loop's thread only; `close` hops there.
    let pointer: UnsafeMutablePointer<Handle>

    init() {
        pointer = .allocate(capacity: 1)
    }

    var base: UnsafeMutablePointer<uv_handle_t> {
        UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: uv_handle_t.self)
    }

    /// Ends the handle and frees its memory once libuv has let go of it.
    func close(on loop: EventLoop) {
        if loop.isInLoop { return closeNow() }
        // A loop that has ended closed all its handles; only the memory is left.
        if !loop.executeUnlessStopped({ closeNow() }) { pointer.deallocate() }
    }

    private func closeNow() {
        base.pointee.data = nil
        guard uv_is_closing(base) == 0 else { return }
        uv_close(base) { @Sendable handle in handle?.deallocate() }
    }
}
