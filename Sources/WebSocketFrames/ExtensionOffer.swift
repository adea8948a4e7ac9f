/// An extension that a client offers in `Sec-WebSocket-Extensions`, with its parameters (RFC 6455 §9.1).
public struct ExtensionOffer: Sendable, Equatable {
    public struct Parameter: Sendable, Equatable {
        public let name: String
        /// Nil where it has none; without its quotes.
        public let value: String?

        public init(_ name: String, _ value: String? = nil) {
            self.name = name
            self.value = value
        }
    }

    public let name: String
    public let parameters: [Parameter]

    public init(_ name: String, _ parameters: [Parameter] = []) {
        self.name = name
        self.parameters = parameters
    }

    /// All that a header offers, what is wanted most first.
    ///
    /// - Parameter header: its value; of several headers their values, with commas between.
    /// - Returns: nil where it breaks the grammar: the handshake is then to be refused.
    public static func list(_ header: String) -> [ExtensionOffer]? {
        var reader = ListReader(Array(header.utf8))
        var offers: [ExtensionOffer] = []
        repeat {
            reader.skipSpace()
            // Elements of a list may be empty (RFC 2616 §2.1, #rule).
            if reader.isAtEnd || reader.isAt(",") { continue }
            guard let offer = reader.offer() else { return nil }
            offers.append(offer)
            reader.skipSpace()
            guard reader.isAtEnd || reader.isAt(",") else { return nil }
        } while reader.take(",")
        return offers.isEmpty ? nil : offers
    }
}

private struct ListReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    func isAt(_ character: Unicode.Scalar) -> Bool { !isAtEnd && bytes[position] == UInt8(ascii: character) }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard isAt(character) else { return false }
        position += 1
        return true
    }

    mutating func skipSpace() { while isAt(" ") || isAt("\t") { position += 1 } }

    /// `extension-token *( ";" extension-param )`
    mutating func offer() -> ExtensionOffer? {
        guard let name = token() else { return nil }
        var parameters: [ExtensionOffer.Parameter] = []
        skipSpace()
        while take(";") {
            skipSpace()
            guard let name = token() else { return nil }
            skipSpace()
            if take("=") {
                skipSpace()
                guard let value = isAt("\"") ? quoted() : token() else { return nil }
                parameters.append(.init(name, value))
                skipSpace()
            } else {
                parameters.append(.init(name))
            }
        }
        return ExtensionOffer(name, parameters)
    }

    /// RFC 2616 §2.2.
    private mutating func token() -> String? {
        let start = position
        while !isAtEnd, Self.isTokenByte(bytes[position]) { position += 1 }
        return position == start ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// "When using the quoted-string syntax variant, the value after quoted-string unescaping MUST conform to the
    /// 'token' ABNF."
    private mutating func quoted() -> String? {
        guard take("\"") else { return nil }
        var value: [UInt8] = []
        while !isAt("\"") {
            _ = take("\\")
            guard !isAtEnd, Self.isTokenByte(bytes[position]) else { return nil }
            value.append(bytes[position])
            position += 1
        }
        position += 1
        return value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !#"()<>@,;:\"/[]?={}"#.utf8.contains(byte)
    }
}
