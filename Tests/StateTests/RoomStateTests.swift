import OrderEvents
import Testing

@testable import State

@Suite struct RoomStateTests {
    private func store(_ state: TestState) throws -> OrderStore {
        try OrderStore(
            redis: state.redis, scripts: state.scripts, options: .init(topics: TopicNames(), horizon: horizon))
    }

    private func request(_ person: Person?, key: String? = nil) -> ChangeRequest {
        ChangeRequest(
            correlationID: "c", traceparent: "",
            idempotency: key.map { ChangeRequest.Idempotency(caller: "me", key: $0, bodyHash: "h") }, person: person)
    }

    @Test func ordersAreCountedByPersonOnce() async throws {
        try await TestState.run { state in
            let (store, room) = (try store(state), try RoomState(redis: state.redis, scripts: state.scripts))
            let ann = Person(id: "a1", name: "Ann")
            _ = try await store.create(id: "1", draft: .sample(), request: request(ann, key: "k"))
            _ = try await store.create(id: "2", draft: .sample(), request: request(ann, key: "k"))
            _ = try await store.create(id: "3", draft: .sample(), request: request(ann))
            _ = try await store.update(id: "3", draft: .sample(), request: request(ann))
            _ = try await store.create(id: "4", draft: .sample(), request: request(nil))
            #expect(try await room.orders() == [ann: 2])

            _ = try await store.create(id: "5", draft: .sample(), request: request(Person(id: "a1", name: "")))
            #expect(try await room.orders() == [ann: 3], "who says no name keeps the one they had")
            _ = try await store.create(id: "6", draft: .sample(), request: request(Person(id: "a1", name: "Anna")))
            #expect(try await room.orders() == [Person(id: "a1", name: "Anna"): 4])
        }
    }

    @Test func namesAndOrdersAreHiddenAndShownAgain() async throws {
        try await TestState.run { state in
            let room = try RoomState(redis: state.redis, scripts: state.scripts)
            #expect(try await room.set(.name, "Bad Name", isHidden: true))
            #expect(try await room.set(.name, "bad name ", isHidden: true), "the same name, written otherwise")
            #expect(try await room.set(.order, "o1", isHidden: true))
            let hidden = try await room.hidden()
            #expect(hidden.names == ["bad name "] && hidden.orders == ["o1"])
            #expect(hidden.hides(name: "BAD NAME") && !hidden.hides(name: "Bad"))
            #expect(try await room.set(.name, "BAD NAME", isHidden: false))
            #expect(try await room.set(.order, "o1", isHidden: false))
            #expect(try await room.hidden() == .none)
        }
    }

    @Test func soMuchIsHiddenAndNoMore() async throws {
        try await TestState.run { state in
            let room = try RoomState(redis: state.redis, scripts: state.scripts)
            for number in 0..<RoomState.mostHidden {
                #expect(try await room.set(.order, "o\(number)", isHidden: true))
            }
            #expect(try await !room.set(.order, "more", isHidden: true))
            #expect(try await room.set(.order, "o1", isHidden: true), "what is hidden already may be again")
        }
    }

    @Test func theAnswerOfAKeyIsFoundBeforeTheChange() async throws {
        try await TestState.run { state in
            let store = try store(state)
            let key = ChangeRequest.Idempotency(caller: "me", key: "k", bodyHash: "h")
            #expect(try await store.answer(to: key) == nil)
            let made = try await store.create(id: "1", draft: .sample(), request: request(nil, key: "k"))
            let given = try #require(try await store.answer(to: key))
            #expect(given.isReplay && given.order == made.order && given.version == made.version)
            await #expect { _ = try await store.answer(to: .init(caller: "me", key: "k", bodyHash: "other")) } throws: {
                ($0 as? StateError)?.code == .idempotencyMismatch
            }
        }
    }
}
