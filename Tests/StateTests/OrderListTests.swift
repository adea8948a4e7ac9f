import Foundation
import OrderEvents
import Redis
import Testing

@testable import State

@Suite("Order listing")
struct OrderListTests {
    /// Creates orders with these ids at these times.
    private func fill(_ state: TestState, _ store: OrderStore, _ orders: [(id: String, created: Int64)]) async throws {
        for (id, created) in orders {
            _ = try await store.create(id: id, draft: .sample(), request: .sample)
            _ = try await state.redis.send(["HSET", .text("order:" + id), "createdAt", .integer(created)])
            _ = try await state.redis.send(["ZADD", "orders:by-created", .integer(created), .text(id)])
        }
    }

    /// All pages, with `between` done after each.
    private func pages(
        _ store: OrderStore, limit: Int, between: (Int) async throws -> Void = { _ in }
    ) async throws -> [[String]] {
        var pages: [[String]] = []
        var cursor: String?
        repeat {
            let page = try await store.list(limit: limit, cursor: cursor)
            pages.append(page.orders.map(\.order.id))
            cursor = page.next
            try await between(pages.count)
        } while cursor != nil && pages.count < 100
        return pages
    }

    @Test func newestFirstInPagesOfEqualTimesToo() async throws {
        try await TestState.run { state in
            let store = try state.orders()
            try await fill(
                state, store, [("c", 2), ("a", 1), ("b", 2), ("d", 2), ("e", 3), ("f", 2)])
            for limit in 1...7 {
                let pages = try await pages(store, limit: limit)
                #expect(pages.flatMap(\.self) == ["e", "f", "d", "c", "b", "a"], "limit \(limit)")
                #expect(pages.allSatisfy { !$0.isEmpty && $0.count <= limit })
            }
            #expect(try await store.list(limit: 2).total == 6)
        }
    }

    @Test func idsOfEqualTimesPageRightWhateverTheirLetters() async throws {
        try await TestState.run { state in
            let store = try state.orders()
            let ids = (0..<60).map { _ in UUID().uuidString.lowercased() }
            try await fill(state, store, ids.map { ($0, 5) })
            let listed = try await pages(store, limit: 7).flatMap(\.self)
            #expect(listed == ids.sorted().reversed())
        }
    }

    @Test func insertsAndDeletesBetweenPagesNeitherRepeatNorHideTheOthers() async throws {
        try await TestState.run { state in
            let store = try state.orders()
            try await fill(state, store, (1...9).map { ("o\($0)", Int64($0 / 2)) })
            let listed = try await pages(store, limit: 2) { page in
                guard page == 1 else { return }
                _ = try await store.delete(id: "o8", request: .sample)  // the very one that the cursor names
                _ = try await store.delete(id: "o5", request: .sample)
                try await fill(state, store, [("new", 100)])
            }
            #expect(listed.flatMap(\.self) == ["o9", "o8", "o7", "o6", "o4", "o3", "o2", "o1"])
        }
    }

    @Test func anEmptyListingHasNoNextPage() async throws {
        try await TestState.run { state in
            let page = try await state.orders().list(limit: 5)
            #expect(page.orders == [] && page.next == nil && page.total == 0)
        }
    }

    @Test(arguments: ["", "x", "!!!!", "AAAA", "MTIz", "é"])
    func aCursorThatNoListingGaveOutIsRefused(cursor: String) async throws {
        #expect(throws: StateError.self) { try PageCursor(cursor) }
    }

    @Test func theSnapshotHasTheNewestAndWhatMustNotComeBack() async throws {
        try await TestState.run { state in
            let (store, outbox) = (try state.orders(), try state.outbox())
            try await fill(state, store, (1...5).map { ("o\($0)", Int64($0)) })
            let deleted = try await store.delete(id: "o4", request: .sample)
            let snapshot = try await store.snapshot(limit: 2)
            #expect(snapshot.orders.map(\.order.id) == ["o5", "o3"])
            #expect(snapshot.total == 4)
            #expect(snapshot.deleted.map(\.id) == ["o4"])
            #expect(snapshot.deleted.map(\.version) == [deleted.version])

            // Once its event is in Kafka, the event tells it.
            try await outbox.acknowledge(try await outbox.read(after: nil, count: 100).receipts)
            #expect(try await store.snapshot(limit: 2).deleted.isEmpty)
        }
    }
}
