import JSONText

/// Fields of a JSON object of the contract, found in its text in one go: Foundation's decoder takes ten times as long.
///
/// It reads what everybody writes. Whatever is out of the ordinary (a field twice, a number with an exponent) is nil here
/// and left to the decoder, which knows what to say of it.
struct UsualFields {
    private var values: [Range<Int>?]

    /// - Parameter text: valid JSON.
    init?(_ names: [String], of text: Span<UInt8>) {
        var values = [Range<Int>?](repeating: nil, count: names.count)
        var isUsual = true
        let isObject = JSONObjectScanner.forEachField(of: text) { name, value in
            let name = text.extracting(name)
            for index in names.indices where JSONObjectScanner.string(name, is: names[index]) {
                if values[index] != nil { isUsual = false }
                values[index] = value
            }
        }
        guard isObject, isUsual else { return nil }
        self.values = values
    }

    /// Where the value of the field that was named `index`th lies.
    func value(_ index: Int) -> Range<Int>? { values[index] }

    func text(_ index: Int, of text: Span<UInt8>) -> String? {
        guard let value = values[index], text[value.lowerBound] == UInt8(ascii: "\"") else { return nil }
        return JSONObjectScanner.decode(string: text.extracting(value))
    }

    func integer(_ index: Int, of text: Span<UInt8>) -> Int? {
        guard let value = values[index], value.count <= 15 else { return nil }
        var number = 0
        for position in value {
            guard text[position] >= UInt8(ascii: "0"), text[position] <= UInt8(ascii: "9") else { return nil }
            number = number * 10 + Int(text[position] & 15)
        }
        return number
    }

    func price(_ index: Int, of text: Span<UInt8>) -> Price? {
        values[index].flatMap { Price(digits: text.extracting($0)) }
    }

    func time(_ index: Int, of text: Span<UInt8>) -> Timestamp? {
        self.text(index, of: text).flatMap(Timestamp.init(iso8601:))
    }
}

extension OrderEvent {
    private static let names = ["action", "order", "timestamp"]

    /// - Parameter text: valid JSON.
    init?(usual text: Span<UInt8>) {
        guard let fields = UsualFields(Self.names, of: text),
            let action = fields.text(0, of: text).flatMap(OrderAction.init(rawValue:)), let place = fields.value(1),
            let order = Order(usual: text.extracting(place)), let timestamp = fields.time(2, of: text)
        else { return nil }
        self.init(action: action, order: order, timestamp: timestamp)
    }
}

extension Order {
    private static let names = ["id", "customerName", "item", "quantity", "price", "status", "createdAt"]

    /// - Parameter text: valid JSON.
    fileprivate init?(usual text: Span<UInt8>) {
        guard let fields = UsualFields(Self.names, of: text), let id = fields.text(0, of: text),
            let customerName = fields.text(1, of: text), let item = fields.text(2, of: text),
            let quantity = fields.integer(3, of: text), let price = fields.price(4, of: text),
            let status = fields.text(5, of: text), let createdAt = fields.time(6, of: text)
        else { return nil }
        self.init(
            id: id, draft: OrderDraft(customerName: customerName, item: item, quantity: quantity, price: price),
            status: status, createdAt: createdAt)
    }
}

extension AuditEvent {
    private static let names = ["source", "action", "orderId", "timestamp", "instanceId"]

    /// - Parameter text: valid JSON.
    init?(usual text: Span<UInt8>) {
        guard let fields = UsualFields(Self.names, of: text), let source = fields.text(0, of: text),
            let action = fields.text(1, of: text), let orderID = fields.text(2, of: text),
            let timestamp = fields.time(3, of: text)
        else { return nil }
        let instanceID = fields.text(4, of: text)
        guard instanceID != nil || fields.value(4) == nil else { return nil }
        self.init(source: source, action: action, orderID: orderID, instanceID: instanceID, timestamp: timestamp)
    }
}
