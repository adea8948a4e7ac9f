/// Text as records of a real system have it, for what depends on it (compression does): ids that are drawn, words that
/// come back. The same for the same number.
struct Variety {
    private var state: UInt64

    private static let names = ["Ada", "Bo", "Cy", "Di", "Eve", "Finn", "Gus", "Hana", "Ida", "Jon", "Kim", "Lou"]
    private static let dishes = [
        "Katsu curry", "Miso soup", "Sencha tea", "Pizza Margherita", "Pad thai", "Falafel", "Ramen", "Lentil dal",
    ]
    private static let digits = Array("0123456789abcdef".utf8)

    init(number: Int) { state = UInt64(truncatingIfNeeded: number) }

    /// SplitMix64.
    private mutating func draw() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func hex(_ count: Int) -> String {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let number = draw()
            for place in 0..<min(16, count - bytes.count) { bytes.append(Self.digits[Int(number >> (4 * place) & 15)]) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// In the form of a UUID.
    mutating func id() -> String { "\(hex(8))-\(hex(4))-4\(hex(3))-a\(hex(3))-\(hex(12))" }

    private mutating func one(of words: [String]) -> String { words[Int(draw() % UInt64(words.count))] }

    /// So many bytes that need no escapes in JSON.
    mutating func text(_ size: Int) -> [UInt8] {
        var text: [UInt8] = []
        while text.count < size {
            let sentence =
                "order \(id()): \(draw() % 9 + 1) x \(one(of: Self.dishes)) for \(one(of: Self.names)) at "
                + "\(draw() % 4000), created 2026-11-21T\(10 + draw() % 10):\(10 + draw() % 50):\(10 + draw() % 50)Z; "
            text += sentence.utf8
        }
        return Array(text.prefix(max(0, size)))
    }
}
