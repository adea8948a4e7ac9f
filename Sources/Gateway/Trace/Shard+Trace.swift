import Fanout
import OrderEvents

/// `order.trace`: what became of one order, over all channels.
extension Shard {
    /// Looks through the rings, and through Kafka from where the order was placed on. Where that is not known, from as far
    /// back as can be looked at.
    func trace(_ input: CommandInput, _ identity: Identity?) async throws(Problem) -> [UInt8] {
        let id = try input.text("id")
        guard (1...200).contains(id.utf8.count) else { throw Problem(field: "id", "must be an order's id") }
        // One that was deleted is not there any more: its records say when it was placed.
        let createdAt = try? await orders?.get(id).order.createdAt
        var trace = OrderTrace(orderID: id, createdAt: createdAt)
        var scopes: [(scope: HistoryScope, filter: RecordFilter)] = []
        for channel in options.channels {
            do throws(Problem) {
                let fanout = try readableChannel(channel.name)
                scopes.append((fanout.scope, try fanout.channel.permitted(RecordFilter(keys: [id]), to: identity)))
            } catch {
                if error.status == 403 { throw error }
                trace.noteHole()
            }
        }
        // What is near first: it may say when the order was placed, and so how far back to look.
        var places = trace
        for (scope, filter) in scopes {
            places.add(FoundRecords(records: scope.ringRecords(in: scope.everything, filter)))
        }
        if trace.createdAt == nil { trace = OrderTrace(orderID: id, createdAt: places.createdAt) }
        var budget = shared.history.limits.forPage
        do throws(HistoryError) {
            for (scope, filter) in scopes {
                let from = try await shared.history.start(of: trace, in: scope, &budget)
                if from.mayBeCut { trace.noteHole() }
                trace.add(
                    try await shared.history.records(in: scope.ranges(from: from.positions), of: scope, filter, &budget)
                )
            }
        } catch {
            throw Problem(error)
        }
        if trace.records.isEmpty, trace.isComplete {
            throw Problem(404, "order.unknown", "no record on any channel is about an order with this id")
        }
        return trace.json(topics: options.channels.map(\.name))
    }

    /// Commands about records, which look into this shard's rings.
    var recordCommands: [Command] {
        [
            Command("order.trace", .get("/api/orders/{id}/trace"), .read) {
                [weak self] input, context throws(Problem) in
                guard let self else { return [] }
                return try await self.trace(input, context.identity)
            }
        ]
    }
}

extension HistoryReader {
    /// Where records about an order may begin in a channel.
    fileprivate func start(
        of trace: OrderTrace, in scope: HistoryScope, _ budget: inout HistoryBudget
    ) async throws(HistoryError) -> (positions: Positions, mayBeCut: Bool) {
        // Clocks of who writes records run a little apart.
        let start = trace.createdAt.map { HistoryStart.since($0.milliseconds - 1000) } ?? .earliest
        let positions = try await beginning(start, RecordFilter(), in: scope, &budget).positions
        var mayBeCut = false
        for partition in scope.partitions where !scope.isAllInRing {
            let place = positions[partition]?.offset ?? 0
            guard place < scope.ringStart(partition) else { continue }
            // What stands at the very beginning of what is left of a log may have had something before it.
            let low = try await low(of: scope.place(partition))
            if low > 0, place <= low { mayBeCut = true }
        }
        return (positions, mayBeCut)
    }
}
