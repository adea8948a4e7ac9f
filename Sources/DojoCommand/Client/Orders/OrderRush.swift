import OrderEvents
import Synchronization

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

    /// - Parameter told: is called every second with what has become of it so far.
    func run(on client: DojoClient, told: (Outcome) -> Void) async -> Outcome {
        let tally = Tally()
        let began = ContinuousClock.now
        var nextTold = began + .seconds(1)
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<total {
                if index >= Self.unanswered { await group.next() }
                try? await ContinuousClock().sleep(until: began + .seconds(1) * index / perSecond)
                if tally.outcome.inARow >= Self.patience { break }
                if ContinuousClock.now >= nextTold {
                    told(tally.outcome)
                    nextTold = .now + .seconds(1)
                }
                group.addTask { tally.count(await place(index, on: client)) }
            }
        }
        return tally.outcome
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

/// Counts answers as they come.
private final class Tally: Sendable {
    private let state = Mutex(OrderRush.Outcome())

    var outcome: OrderRush.Outcome { state.withLock { $0 } }

    func count(_ result: CommandError?) {
        state.withLock { outcome in
            if let result {
                outcome.refused += 1
                outcome.inARow += 1
                outcome.problem = result
            } else {
                outcome.placed += 1
                outcome.inARow = 0
            }
        }
    }
}
