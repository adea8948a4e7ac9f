import Foundation

/// What a person has written for others to read: a name, a dish.
public enum WrittenText {
    /// Why a text is refused.
    public struct Problem: Error, Hashable, Sendable {
        /// Goes on after the field's name: `must be 1 to 100 characters long`.
        public let message: String
    }

    /// - Parameter length: in Unicode scalars, so that a hundred "characters" are never a kilobyte of combining marks.
    /// - Returns: the text without the space around it.
    /// - Throws: where it is too long, shows nothing, or steers how what stands around it is shown.
    public static func read(_ text: String, length: ClosedRange<Int>) throws(Problem) -> String {
        // Nothing to take off, to count in another way or to refuse: what nearly everybody writes.
        if length.contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }),
            text.utf8.first != 0x20, text.utf8.last != 0x20
        {
            return text
        }
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let scalars = trimmed.unicodeScalars
        guard !scalars.contains(where: \.isControl) else {
            throw Problem(message: "must not contain control characters")
        }
        guard length.contains(scalars.count), scalars.contains(where: \.isShown) else {
            throw Problem(message: "must be \(length.lowerBound) to \(length.upperBound) characters long")
        }
        return trimmed
    }
}

extension Unicode.Scalar {
    fileprivate var isShown: Bool { !properties.isDefaultIgnorableCodePoint && !properties.isWhitespace }

    /// A control character, or one that turns the direction of what comes after it (UAX #9, explicit formatting).
    fileprivate var isControl: Bool {
        properties.generalCategory == .control || (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
    }
}
