/// What is not shown on the screens of the room.
public struct HiddenThings: Hashable, Sendable {
    /// What can be hidden.
    public enum Kind: String, CaseIterable, Sendable {
        /// A nickname or a customer's name, however it is written.
        case name
        case order
    }

    /// As they were written when they were hidden, in the order of the alphabet.
    public private(set) var names: [String] = []
    /// Ids.
    public private(set) var orders: [String] = []
    private var comparable: Set<String> = []

    public static let none = HiddenThings()

    init() {}

    /// As Redis has it.
    init(_ fields: [String: String]) {
        for (field, text) in fields {
            if field.hasPrefix("name:") {
                names.append(text)
                comparable.insert(Self.comparable(text))
            } else if field.hasPrefix("order:") {
                orders.append(text)
            }
        }
        names.sort()
        orders.sort()
    }

    public func hides(name: String) -> Bool { comparable.contains(Self.comparable(name)) }

    static func field(_ kind: Kind, _ text: String) -> String {
        switch kind {
        case .name: "name:\(comparable(text))"
        case .order: "order:\(text)"
        }
    }

    /// Names that look the same are the same: without regard to case, and to spaces around them.
    private static func comparable(_ name: String) -> String {
        var name = Substring(name.lowercased())
        while name.first?.isWhitespace == true { name.removeFirst() }
        while name.last?.isWhitespace == true { name.removeLast() }
        return String(name)
    }
}
