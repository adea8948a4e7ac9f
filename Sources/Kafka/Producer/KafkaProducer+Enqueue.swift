internal import CLibrdkafka

extension KafkaProducer {
    /// Hands a record to librdkafka. The completion is kept only when no error is returned.
    func enqueue(_ record: ProducerRecord, completion: @escaping Completion) -> KafkaError? {
        // Registered first: the report may come before the call returns.
        let (client, number) = state.withLock { state -> (KafkaClient?, UInt) in
            guard !state.isClosing, let client = state.client else { return (nil, 0) }
            state.lastNumber &+= 1
            state.pending[state.lastNumber] = Pending(topic: record.topic, completion: completion)
            return (client, state.lastNumber)
        }
        guard let client else { return .closed }
        guard let error = Self.produce(record, number: number, on: client.handle) else { return nil }
        state.withLock { _ = $0.pending.removeValue(forKey: number) }
        return error
    }

    private static func produce(_ record: ProducerRecord, number: UInt, on handle: OpaquePointer) -> KafkaError? {
        let headers = record.headers.isEmpty ? nil : makeHeaders(record.headers)
        let failed = record.topic.withCString { topic in
            withBytes(record.key) { key in
                withBytes(record.value) { value in
                    withUnsafeTemporaryAllocation(of: rd_kafka_vu_t.self, capacity: 8) { arguments in
                        var count = 0
                        func add(_ type: rd_kafka_vtype_t, _ set: (inout rd_kafka_vu_t) -> Void) {
                            var argument = rd_kafka_vu_t()
                            argument.vtype = type
                            set(&argument)
                            arguments.initializeElement(at: count, to: argument)
                            count += 1
                        }
                        add(RD_KAFKA_VTYPE_TOPIC) { $0.u.cstr = topic }
                        add(RD_KAFKA_VTYPE_PARTITION) { $0.u.i32 = record.partition ?? RD_KAFKA_PARTITION_UA }
                        add(RD_KAFKA_VTYPE_MSGFLAGS) { $0.u.i = RD_KAFKA_MSG_F_COPY }
                        add(RD_KAFKA_VTYPE_KEY) { ($0.u.mem.ptr, $0.u.mem.size) = key }
                        add(RD_KAFKA_VTYPE_VALUE) { ($0.u.mem.ptr, $0.u.mem.size) = value }
                        add(RD_KAFKA_VTYPE_OPAQUE) { $0.u.ptr = UnsafeMutableRawPointer(bitPattern: number) }
                        if let timestamp = record.timestamp {
                            add(RD_KAFKA_VTYPE_TIMESTAMP) { $0.u.i64 = timestamp }
                        }
                        if let headers { add(RD_KAFKA_VTYPE_HEADERS) { $0.u.headers = headers } }
                        return rd_kafka_produceva(handle, arguments.baseAddress, count)
                    }
                }
            }
        }
        guard let failed else { return nil }
        if let headers { rd_kafka_headers_destroy(headers) }  // librdkafka takes them over only when all went well
        return KafkaError(consuming: failed)
    }

    private static func makeHeaders(_ headers: [KafkaHeader]) -> OpaquePointer? {
        let list = rd_kafka_headers_new(headers.count)
        for header in headers {
            withBytes(header.value) { value in
                _ = rd_kafka_header_add(list, header.name, header.name.utf8.count, value.0, value.1)
            }
        }
        return list
    }

    /// Lends the bytes as C wants them: a null pointer means that there is no value, so an empty one needs an address.
    private static func withBytes<Result>(
        _ bytes: [UInt8]?, _ body: ((UnsafeMutableRawPointer?, Int)) -> Result
    ) -> Result {
        guard let bytes else { return body((nil, 0)) }
        guard !bytes.isEmpty else {
            var nothing: UInt8 = 0
            return withUnsafeMutableBytes(of: &nothing) { body(($0.baseAddress, 0)) }
        }
        return bytes.withUnsafeBytes { body((UnsafeMutableRawPointer(mutating: $0.baseAddress), $0.count)) }
    }
}
