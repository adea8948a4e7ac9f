public import Options

extension Price: OptionValue {
    public init?(optionText: String) { self.init(optionText) }
    public var optionText: String { description }
    public static var optionHint: String { "an amount with at most two decimals" }
    public static var optionPlaceholder: String { "amount" }
}
