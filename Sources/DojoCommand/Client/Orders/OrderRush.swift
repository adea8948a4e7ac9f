import OrderEvents

/// Many orders at a rate, none waiting for the one before.
struct OrderRush: Sendable {
    let total: Int
    let perSecond: Int
    /// How many customers take turns.
    let customers: Int

    /// What became of it.
    struct Outcome: Sendable {
        var placed = 0
        var refused = 0
        /// The last refusal's.
        var problem: CommandError?
        /// Refusals in a row.
        var inARow = 0
    }

    /// Refusals in a row after which it is given up: what refuses so many will refuse the next, too.
    static let patience = 5
    /// Orders that may be without an answer at a time.
    private static let unanswered = 40

    func run(on client: DojoClient) async -> Outcome {
        let began = ContinuousClock.now
        return await withTaskGroup(of: CommandError?.self) { group in
            var outcome = Outcome()
            var open = 0
            for index in 0..<total {
                if open == Self.unanswered, let result = await group.next() {
                    outcome.count(result)
                    open -= 1
                }
                if outcome.inARow >= Self.patience { break }
                try? await ContinuousClock().sleep(until: began + .seconds(1) * index / perSecond)
                open += 1
                group.addTask { await place(index, on: client) }
            }
            for await result in group { outcome.count(result) }
            return outcome
        }
    }

    private func place(_ index: Int, on client: DojoClient) async -> CommandError? {
        do throws(CommandError) {
            _ = try await client.ask("POST", "/api/orders", Self.fields(index, customers: customers))
            return nil
        } catch {
            return error
        }
    }

    /// What the order of this number is: cheap enough to raise no alert by its amount.
    static func fields(_ index: Int, customers: Int) -> [String: any Encodable & Sendable] {
        let (item, cents) = menu[index % menu.count]
        return [
            "customerName": "Guest \(index % customers + 1)", "item": item, "quantity": 1 + index % 3,
            "price": Price(cents: cents),
        ]
    }

    private static let menu: [(String, Int64)] = [
        ("Tonkotsu ramen", 1450), ("Katsu curry", 1300), ("Salmon nigiri", 1890), ("Vegetable gyoza", 750),
        ("Miso soup", 420), ("Matcha cake", 680), ("Sencha tea", 350),
    ]
}

extension OrderRush.Outcome {
    fileprivate mutating func count(_ result: CommandError?) {
        if let result {
            refused += 1
            inARow += 1
            problem = result
        } else {
            placed += 1
            inARow = 0
        }
    }
}
