public import OrderEvents

/// The settings at one moment.
public struct SettingsValues: Hashable, Sendable {
    /// How many notifications fail, 0 to 1.
    public var failRate: Double
    /// What becomes of those that have failed too often.
    public var failMode = FailMode.deadLetter
    public var fraudLimits: FraudLimits
    /// How much longer a record takes, in ms by service: the slow consumer.
    private var delays: [String: Int] = [:]

    /// How much longer a record of a service takes.
    public func delay(of service: String) -> Duration { .milliseconds(delays[service] ?? 0) }
    /// Whether Kafka carries what an order leads to.
    public var mode = OrderMode.kafka
    /// How long a service seems to work when it is called without Kafka, in milliseconds.
    public var workTime = 200
    /// Whether participants may place, change and delete orders.
    public var ordering = Ordering.open

    public init(failRate: Double = 0.3, fraudLimits: FraudLimits = FraudLimits()) {
        self.failRate = failRate
        self.fraudLimits = fraudLimits
    }

    /// What each is called in Redis and in the API.
    public enum Name: String, Sendable, CaseIterable {
        /// 0 to 1.
        case failRate
        /// `dlq`, `drop` or `retry-forever`.
        case failMode
        /// Orders of one customer in the window that raise nothing yet.
        case fraudVelocity
        /// Orders of everybody in the window that raise nothing yet.
        case fraudBurst
        /// In cents.
        case fraudAmount
        /// In seconds.
        case fraudWindow
        /// ``OrderMode``
        case mode
        /// In milliseconds.
        case workTime
        /// ``Ordering``
        case ordering
        /// How much longer each record takes, in ms.
        case delayNotification, delayFraud, delayAnalytics, delayAudit

        /// The service that it slows down.
        fileprivate var delayed: String? {
            switch self {
            case .delayNotification: "notification"
            case .delayFraud: "fraud"
            case .delayAnalytics: "analytics"
            case .delayAudit: "audit"
            default: nil
            }
        }
    }

    /// A value as it is stored, however it was written: `1` is `1.0` where it is a rate. One that makes no sense stays.
    public static func stored(_ text: String, of name: Name) -> String {
        var values = SettingsValues()
        guard (try? values.set(name, to: text)) != nil else { return text }
        return values[name]
    }

    /// As text, as it is stored.
    public subscript(name: Name) -> String {
        switch name {
        case .failRate: String(failRate)
        case .failMode: failMode.rawValue
        case .fraudVelocity: String(fraudLimits.velocity)
        case .fraudBurst: String(fraudLimits.burst)
        case .fraudAmount: String(fraudLimits.amount.cents)
        case .fraudWindow: String(fraudLimits.windowSeconds)
        case .delayNotification, .delayFraud, .delayAnalytics, .delayAudit:
            String(name.delayed.flatMap { delays[$0] } ?? 0)
        case .mode: mode.rawValue
        case .workTime: String(workTime)
        case .ordering: ordering.rawValue
        }
    }

    /// - Throws: ``StateError/Code/invalidSetting`` with a sentence that says what would do.
    public mutating func set(_ name: Name, to text: String) throws(StateError) {
        switch name {
        case .failRate:
            guard let rate = Double(text), (0...1).contains(rate) else {
                throw StateError(.invalidSetting, "failRate is a number from 0 to 1, not \"\(text)\"")
            }
            failRate = rate
        case .failMode:
            failMode = try Self.word(name, text)
        case .fraudVelocity: fraudLimits.velocity = try Self.whole(name, text, 0...1_000_000)
        case .fraudBurst: fraudLimits.burst = try Self.whole(name, text, 0...1_000_000)
        case .fraudAmount:
            fraudLimits.amount = Price(cents: Int64(try Self.whole(name, text, 0...100_000_000_000)))
        case .delayNotification, .delayFraud, .delayAnalytics, .delayAudit:
            let delay = try Self.whole(name, text, 0...10_000)
            if let service = name.delayed { delays[service] = delay == 0 ? nil : delay }
        case .fraudWindow: fraudLimits.windowSeconds = try Self.whole(name, text, 1...86_400)
        case .mode: mode = try Self.word(name, text)
        case .workTime: workTime = try Self.whole(name, text, 0...10_000)
        case .ordering: ordering = try Self.word(name, text)
        }
    }

    private static func whole(_ name: Name, _ text: String, _ range: ClosedRange<Int>) throws(StateError) -> Int {
        guard let value = Int(text), range.contains(value) else {
            throw StateError(
                .invalidSetting,
                "\(name.rawValue) is a whole number from \(range.lowerBound) to \(range.upperBound), not \"\(text)\"")
        }
        return value
    }

    private static func word<Value: RawRepresentable<String> & CaseIterable>(
        _ name: Name, _ text: String
    ) throws(StateError) -> Value {
        guard let value = Value(rawValue: text) else {
            let words = Value.allCases.map(\.rawValue).joined(separator: " or ")
            throw StateError(.invalidSetting, "\(name.rawValue) is \(words), not \"\(text)\"")
        }
        return value
    }

    /// With what is stored in place of what is here. What makes no sense there, written by another hand, is passed over.
    func merging(_ stored: [String: String]) -> SettingsValues {
        var values = self
        for (name, text) in stored {
            guard let name = Name(rawValue: name) else { continue }
            try? values.set(name, to: text)
        }
        return values
    }
}
