/// Whether what one client gets is what was sent: each number once, in order, from the first that it got on.
struct SequenceCheck {
    private var next = -1
    /// Numbers that should have come before one that did.
    private(set) var missing = 0
    /// Numbers that came again, or late.
    private(set) var doubled = 0

    mutating func take(_ number: Int) {
        if number == next || next < 0 {
            next = number + 1
        } else if number > next {
            missing += number - next
            next = number + 1
        } else {
            doubled += 1
        }
    }
}
