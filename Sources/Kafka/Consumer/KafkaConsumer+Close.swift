internal import CLibrdkafka
import EventLoop

extension KafkaConsumer {
    /// Leaves the group at once and ends. The rebalance handler is called for what it still had; commits not yet
    /// answered fail; polls return nothing from now on.
    public func close() async {
        guard !isClosing else { return }
        isClosing = true
        onReadable = nil
        pollWait?.end()
        // A task of its own: the one that closes is often cancelled already, and goodbye is still to be said.
        await Task { await leave() }.value
        let end = client?.end
        queue = nil
        replies = nil
        client = nil
        replaceStates([])
        for continuation in commits.values { continuation.resume(returning: .closed) }
        commits = [:]
        await end?.wait()
    }

    /// Has librdkafka revoke what it has and say goodbye, and serves what that calls back. A broker that is away does
    /// not hold it up for long: the group misses the member by itself.
    private func leave() async {
        guard let client, let replies else { return }
        // From here on everything, rebalances too, comes to the queue of replies.
        if let error = rd_kafka_consumer_close_queue(client.handle, replies.pointer) { rd_kafka_error_destroy(error) }
        let deadline = EventLoop.now + .seconds(2)
        while EventLoop.now < deadline {
            let wait = LoopWait(on: loop)
            closeWait = wait
            serveReplies()
            if rd_kafka_consumer_closed(client.handle) != 0 { return }
            await wait.wait(for: .milliseconds(20))
        }
    }
}
