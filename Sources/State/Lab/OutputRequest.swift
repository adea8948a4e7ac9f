/// A gateway asks whoever runs an instance for what it wrote: published on ``channel``.
public struct OutputRequest: Codable, Hashable, Sendable {
    /// Channel of the answer.
    public var reply: String
    /// Goes back with the answer.
    public var id: String
    public var instance: String
    /// The number of the last line that is known; nil: the newest lines.
    public var after: Int?

    public init(reply: String, id: String, instance: String, after: Int?) {
        self.reply = reply
        self.id = id
        self.instance = instance
        self.after = after
    }

    public static let channel = "lab:ask"
}

/// What it wrote.
public struct OutputAnswer: Codable, Hashable, Sendable {
    public struct Line: Codable, Hashable, Sendable {
        public var number: Int
        public var text: String

        public init(number: Int, text: String) {
            self.number = number
            self.text = text
        }
    }

    public var id: String
    public var lines: [Line]
    /// What to ask for next.
    public var next: Int

    public init(id: String, lines: [Line], next: Int) {
        self.id = id
        self.lines = lines
        self.next = next
    }
}
