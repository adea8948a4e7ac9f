internal import CLibrdkafka
import Dispatch

/// Owns one `rd_kafka_t`. Whoever holds a reference may use the handle; the last one to let go has it destroyed,
/// on a thread where that may block.
final class KafkaClient: @unchecked Sendable {
    // Why @unchecked: librdkafka documents `rd_kafka_t` as safe to use from any thread; nothing here changes.
    let handle: OpaquePointer
    let context: ClientContext
    private let thread: DispatchQueue
    let end = End()

    enum Kind {
        case producer, consumer
        /// For calls that block: nothing calls back.
        case admin, reader
    }

    init(_ kind: Kind, configuration: ClientConfiguration, log: @escaping @Sendable (KafkaLogLine) -> Void)
        throws(KafkaError)
    {
        let conf = try configuration.make()
        let context = ClientContext(log: log)
        context.register(in: conf, for: kind)
        var handle: OpaquePointer?
        let problem = withErrorText { text, size in
            let reads = kind == .consumer || kind == .reader
            handle = rd_kafka_new(reads ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER, conf, text, size)
            return handle != nil
        }
        guard let handle else {
            rd_kafka_conf_destroy(conf)
            throw KafkaError(.invalidConfiguration, problem ?? "cannot make a client")
        }
        self.handle = handle
        self.context = context
        thread = DispatchQueue(label: "kafka \(String(cString: rd_kafka_name(handle)))")
    }

    deinit {
        let remains = Remains(handle: handle, context: context)
        thread.async { [end] in
            remains.destroy()
            end.hasCome()
        }
    }

    private struct Remains: @unchecked Sendable {
        // Why @unchecked: handed over whole to the one closure that ends it.
        let handle: OpaquePointer
        let context: ClientContext

        func destroy() {
            rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
            withExtendedLifetime(context) {}  // callbacks may come until here
        }
    }

    /// Runs a call that blocks on this client's own thread, after those asked for before.
    func blocking<Result: Sendable>(_ body: @escaping @Sendable (OpaquePointer) -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            thread.async { continuation.resume(returning: body(self.handle)) }
        }
    }

    /// Tells when a client is destroyed, without keeping it alive.
    struct End: Sendable {
        private let group = DispatchGroup()

        fileprivate init() { group.enter() }

        fileprivate func hasCome() { group.leave() }

        /// Returns once every reference to the client was given up and it is destroyed.
        func wait() async {
            await withCheckedContinuation { continuation in
                group.notify(queue: .global()) { continuation.resume() }
            }
        }
    }
}
