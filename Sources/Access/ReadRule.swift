import Foundation

/// `key == <claim>`: each reader sees the records whose key is what their token says of them.
///
/// `key == <claim> or instructor` lets instructors see all.
public struct ReadRule: Sendable, Hashable, CustomStringConvertible {
    /// The claim, such as `sub`.
    public let claim: String
    public let sparesInstructors: Bool

    public init(claim: String, sparesInstructors: Bool = false) {
        self.claim = claim
        self.sparesInstructors = sparesInstructors
    }

    /// - Returns: nil for what is no such rule.
    public init?(_ text: some StringProtocol) {
        var words = String(text).replacingOccurrences(of: "==", with: " == ").split(
            separator: " ", omittingEmptySubsequences: true)
        let spares = words.suffix(2).elementsEqual(["or", "instructor"])
        if spares { words.removeLast(2) }
        guard words.count == 3, words[0] == "key", words[1] == "==",
            words[2].utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x3D })
        else { return nil }
        self.init(claim: String(words[2]), sparesInstructors: spares)
    }

    public var description: String { "key == \(claim)" + (sparesInstructors ? " or instructor" : "") }
}
