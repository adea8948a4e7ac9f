/// The last lines that the processes of one name wrote, each with its number.
struct OutputLog: Sendable {
    struct Line: Codable, Hashable, Sendable {
        /// Counted from 1, over all processes of that name.
        let number: Int
        let text: String
    }

    /// Lines kept, and characters of one; and lines that are handed out at once.
    static let (mostLines, longestLine, page) = (1000, 2000, 200)

    private var lines: ArraySlice<Line> = []
    private var last = 0

    mutating func add(_ text: String) {
        last += 1
        lines.append(Line(number: last, text: String(text.prefix(Self.longestLine))))
        // Now and then, rather than each time.
        if lines.count > 2 * Self.mostLines { lines = ArraySlice(Array(lines.suffix(Self.mostLines))) }
    }

    /// The lines after a number, oldest first and at most ``page``; where nobody says a number, the newest.
    func lines(after number: Int?) -> [Line] {
        guard let number else { return Array(lines.suffix(Self.page)) }
        return Array(lines.suffix(min(lines.count, max(0, last - number))).prefix(Self.page))
    }

    /// Of the newest line; 0 where there was none.
    var end: Int { last }
}
