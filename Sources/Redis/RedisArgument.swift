/// One argument of a command: text, bytes or an integer; literals of the first and the last will do.
public enum RedisArgument: Sendable, Equatable {
    case text(String)
    case bytes([UInt8])
    case integer(Int64)
}

extension RedisArgument: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }

    /// An integer of whatever width.
    public static func integer(_ value: Int) -> RedisArgument { .integer(Int64(value)) }
}

extension RedisArgument {
    /// The bytes of a command on the wire: an array of bulk strings
    /// (<https://redis.io/docs/latest/develop/reference/protocol-spec/#sending-commands-to-a-redis-server>).
    static func encode(_ command: [RedisArgument]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(command.count * 24)
        func line(_ mark: Character, _ number: Int) {
            bytes.append(mark.asciiValue!)
            bytes.append(contentsOf: String(number).utf8)
            bytes.append(contentsOf: [0x0D, 0x0A])
        }
        func bulk(_ content: some Collection<UInt8>) {
            line("$", content.count)
            bytes.append(contentsOf: content)
            bytes.append(contentsOf: [0x0D, 0x0A])
        }
        line("*", command.count)
        for argument in command {
            switch argument {
            case .text(let text): bulk(text.utf8)
            case .bytes(let content): bulk(content)
            case .integer(let value): bulk(String(value).utf8)
            }
        }
        return bytes
    }
}
