public import Options
import OrderEvents

extension SettingsValues {
    /// Reads what holds where nothing was ever set. Nothing in it fails: what is wrong is collected by `reader`.
    public init(_ reader: inout OptionReader) {
        reader.section("Rules, until settings in Redis say otherwise")
        let failRate = reader.option(
            "fail-rate", default: 0.3, in: 0...1, help: "Share of notifications that fail, 0 to 1.")
        let limits = FraudLimits()
        let velocity = reader.option(
            "fraud-velocity-limit", default: limits.velocity, in: 0...1_000_000,
            help: "Orders of one customer in the window that raise no alert.")
        let burst = reader.option(
            "fraud-burst-limit", default: limits.burst, in: 0...1_000_000,
            help: "Orders of everybody in the window that raise no alert.")
        let amount = reader.option(
            "fraud-amount-limit", default: limits.amount, help: "Worth of an order in dollars that raises no alert.")
        let window = reader.option(
            "fraud-window", default: Duration.seconds(limits.windowSeconds),
            in: .seconds(1)...(.seconds(24 * 3600)), help: "Length of the window in whole seconds.")
        self.init(
            failRate: failRate,
            fraudLimits: FraudLimits(
                velocity: velocity, burst: burst, amount: amount, windowSeconds: Int(window.components.seconds)))
    }
}
