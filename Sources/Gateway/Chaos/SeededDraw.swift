/// Numbers that look drawn and are the same for the same seed, on every machine (SplitMix64; Steele, Lea and Flood, "Fast
/// splittable pseudorandom number generators", 2014). Each number of a schedule has draws of its own: the hundredth step
/// can be told without the ninety-nine before it.
struct SeededDraw {
    private var state: UInt64

    init(seed: Int, number: Int) {
        state = UInt64(bitPattern: Int64(seed))
        let first = next()
        state = first ^ UInt64(bitPattern: Int64(number)) &* 0xD1B5_4A32_D192_ED03
        _ = next()
    }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// One of them.
    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[Int(next() % UInt64(elements.count))]
    }
}
