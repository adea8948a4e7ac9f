/// The name of an instance as a `dojo up` gives it: `notification-2`. Others may be called whatever they like; they are in
/// the order of the alphabet, behind.
public struct InstanceID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let text: String
    /// The service, where the name begins with one.
    public let service: String?
    /// Counted from 1; nil where the name does not end in a number alone.
    public let number: Int?

    public init(_ text: String) {
        self.text = text
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        if parts.count == 2, let number = Int(parts[1]), number > 0, String(number) == parts[1] {
            (service, self.number) = (String(parts[0]), number)
        } else {
            (service, number) = (nil, nil)
        }
    }

    public init(service: String, number: Int) {
        text = "\(service)-\(number)"
        self.service = service
        self.number = number
    }

    public static func < (one: InstanceID, other: InstanceID) -> Bool {
        (one.number ?? .max, one.text) < (other.number ?? .max, other.text)
    }

    public var description: String { text }
}
