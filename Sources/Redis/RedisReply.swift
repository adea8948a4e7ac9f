internal import CHiredis

/// What Redis answers, by value (RESP2).
public enum RedisReply: Sendable, Equatable {
    case string([UInt8])
    case integer(Int64)
    case array([RedisReply])
    case null
    case status(String)
    /// Only ever inside of an array: an answer that is an error is thrown.
    case error(String)

    /// A string or a status as text (invalid UTF-8 repaired); an integer in decimals.
    public var text: String? {
        switch self {
        case .string(let bytes): String(decoding: bytes, as: UTF8.self)
        case .status(let text): text
        case .integer(let value): String(value)
        case .array, .null, .error: nil
        }
    }

    /// The bytes of a string.
    public var bytes: [UInt8]? {
        if case .string(let bytes) = self { bytes } else { nil }
    }

    /// An integer, or a string that is one in decimals.
    public var int: Int64? {
        switch self {
        case .integer(let value): value
        case .string, .status: text.flatMap { Int64($0) }
        case .array, .null, .error: nil
        }
    }

    /// The elements of an array.
    public var list: [RedisReply]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The elements of an array that lists names and values in turn, as `HGETALL` does.
    public var fields: [String: String]? {
        guard let list, list.count.isMultiple(of: 2) else { return nil }
        var fields: [String: String] = [:]
        for index in stride(from: 0, to: list.count, by: 2) {
            guard let name = list[index].text, let value = list[index + 1].text else { return nil }
            fields[name] = value
        }
        return fields
    }
}

extension RedisReply {
    /// Copies what hiredis is about to free.
    init(copying reply: UnsafePointer<redisReply>) {
        let reply = reply.pointee
        var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: reply.str, count: reply.len) }
        switch reply.type {
        case REDIS_REPLY_STRING: self = .string([UInt8](bytes))
        case REDIS_REPLY_INTEGER: self = .integer(reply.integer)
        case REDIS_REPLY_STATUS: self = .status(String(decoding: bytes, as: UTF8.self))
        case REDIS_REPLY_ERROR: self = .error(String(decoding: bytes, as: UTF8.self))
        case REDIS_REPLY_ARRAY:
            self = .array((0..<reply.elements).map { reply.element[$0].map { RedisReply(copying: $0) } ?? .null })
        default: self = .null
        }
    }
}
