internal import CLibrdkafka

/// What librdkafka's callbacks find behind their `opaque`: where to take what they bring.
final class ClientContext: @unchecked Sendable {
    // Why @unchecked: `log` never changes and may be called on any thread. The others are set before the client's
    // queues are first served and called only while one is, both on the client's loop.
    let log: @Sendable (KafkaLogLine) -> Void
    var onError: (KafkaError) -> Void = { _ in }
    var onRebalance: (Int32, UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?) -> Void = { _, _ in }
    var onCommit: (Int, KafkaError?) -> Void = { _, _ in }

    init(log: @escaping @Sendable (KafkaLogLine) -> Void) {
        self.log = log
    }

    static func of(_ handle: OpaquePointer?) -> ClientContext? {
        handle.flatMap { rd_kafka_opaque($0) }.map { Unmanaged<ClientContext>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Makes `conf` call this object. It must live until the client is destroyed.
    func register(in conf: OpaquePointer, for kind: KafkaClient.Kind) {
        rd_kafka_conf_set_opaque(conf, Unmanaged.passUnretained(self).toOpaque())
        rd_kafka_conf_set_log_cb(conf) { @Sendable handle, level, facility, message in
            guard let handle, let context = ClientContext.of(handle), let facility, let message else { return }
            // Properties are given to every client, so some are always for another kind of client.
            let facilityName = String(cString: facility)
            if facilityName == "CONFWARN" { return }
            context.log(
                KafkaLogLine(
                    level: level, facility: facilityName, client: String(cString: rd_kafka_name(handle)),
                    message: String(cString: message)))
        }
        switch kind {
        case .admin, .reader: break
        case .producer: rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR)
        case .consumer: Self.registerConsumerCallbacks(in: conf)
        }
    }

    private static func registerConsumerCallbacks(in conf: OpaquePointer) {
        rd_kafka_conf_set_error_cb(conf) { @Sendable handle, code, reason, _ in
            let error = KafkaError(fromErrorCallback: handle, code, reason)
            ClientContext.of(handle)?.onError(error)
        }
        rd_kafka_conf_set_rebalance_cb(conf) { @Sendable handle, event, partitions, _ in
            ClientContext.of(handle)?.onRebalance(event.rawValue, partitions)
        }
    }
}

extension KafkaError {
    /// What an error callback says; of a fatal error it says only that it is one, and the cause is asked for.
    init(fromErrorCallback handle: OpaquePointer?, _ number: Int32, _ reason: UnsafePointer<CChar>?) {
        let code = rd_kafka_resp_err_t(rawValue: number)
        guard code == RD_KAFKA_RESP_ERR__FATAL else {
            self.init(code, reason.map { String(cString: $0) })
            return
        }
        var cause = code
        let text = withErrorText { text, size in
            cause = rd_kafka_fatal_error(handle, text, size)
            return false
        }
        self.init(cause, text, isFatal: true)
    }
}
