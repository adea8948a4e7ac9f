import Foundation
import Kafka
import OrderEvents
import State

/// Does things to the dojo and undoes them. Whatever it does is what an instructor could do by hand, but for the order that
/// is changed over and over, and the records that nobody can read.
struct LabHands: Sendable {
    let state: LabState
    /// Nil where no orders are taken.
    let orders: OrderStore?
    let publisher: Publisher
    let topics: TopicNames
    let instanceID: String

    nonisolated(nonsending) func situation() async throws(StateError) -> Situation {
        // Not what was heard last: what was changed a moment ago counts.
        Situation(await state.source.facts(), settings: try await state.settings.look().values)
    }

    /// Does it.
    ///
    /// - Parameter entry: what the log is told; nil: it is not to be known.
    nonisolated(nonsending) func perform(
        _ disturbance: Disturbance, _ undo: Undo, _ entry: LabEntry?
    ) async throws(StateError) {
        var changes: [Lab.Change] = []
        switch disturbance {
        case .instance(let id, let wish): changes = [.wish(instance: id, wish)]
        case .service(_, let wish): changes = undo.instances.map { .wish(instance: $0, wish) }
        case .scale(let service, let count): changes = [.count(service: service, count)]
        case .broker(let broker): changes = [.broker(broker)]
        case .setting(let name, let value): try await state.settings.set(name, to: value)
        case .hotOrder: try await placeHotOrder(undo.order ?? "")
        case .poison(let count): await poison(count)
        }
        try await state.lab.desire(changes, entry)
    }

    /// Undoes it, as far as nobody has changed it meanwhile.
    nonisolated(nonsending) func undo(_ undo: Undo, _ entry: LabEntry?) async throws(StateError) {
        if let name = undo.setting.flatMap({ SettingsValues.Name(rawValue: $0) }),
            try await state.settings.look().values[name] == undo.value
        {
            _ = try await state.settings.set([name: undo.before])
        }
        if let id = undo.order { try await deleteHotOrder(id) }
        let desired = try await state.lab.state()
        try await state.lab.desire(undo.changes(in: desired), entry)
    }

    // MARK: The order that is changed over and over

    private static let rush = OrderDraft(
        customerName: "Rush Hour", item: "The same again", quantity: 1, price: Price(cents: 100))

    nonisolated(nonsending) private func placeHotOrder(_ id: String) async throws(StateError) {
        _ = try await orders?.create(id: id, draft: Self.rush, request: request())
    }

    /// - Returns: whether the order was still there.
    nonisolated(nonsending) func changeHotOrder(_ id: String, times: Int) async throws(StateError) -> Bool {
        guard let orders else { return false }
        for number in 0..<times {
            var draft = Self.rush
            draft.quantity = 1 + number % 9
            do throws(StateError) {
                _ = try await orders.update(id: id, draft: draft, request: request())
            } catch {
                if error.code == .notFound { return false }
                if error.code == .outboxFull { return true }
                throw error
            }
        }
        return true
    }

    nonisolated(nonsending) private func deleteHotOrder(_ id: String) async throws(StateError) {
        do throws(StateError) {
            _ = try await orders?.delete(id: id, request: request())
        } catch {
            // Somebody was faster: that is how it is mended.
            if error.code != .notFound { throw error }
        }
    }

    private func request() -> ChangeRequest {
        ChangeRequest(
            correlationID: Identifier.random(), traceparent: Identifier.traceparent(of: nil), instance: instanceID)
    }

    // MARK: Records that nobody can read

    /// One that fails is no loss: there is enough that breaks.
    private func poison(_ count: Int) async {
        for number in 0..<count {
            _ = try? await publisher.publish(
                ProducerRecord(
                    topic: topics.orders, key: Array("poison-\(number)".utf8),
                    value: Array(#"{"action":"created","order":{"id":"poison"#.utf8)))
        }
    }
}
