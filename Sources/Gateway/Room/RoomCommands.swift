import Access
import JSONText
import OrderEvents
import State

/// The room as its instructor sees it: who is there, who has ordered, what is not shown, and how to join.
struct RoomCommands: Sendable {
    /// What is needed of Redis.
    struct Parts: Sendable {
        let room: RoomState
        let presence: Presence
        let settings: Settings
    }

    /// Nil: there is no Redis.
    let parts: Parts?
    let join: JoinLink
    /// Nil: there is no Redis.
    let settings: ToldSettings?
    let diary: LabDiary

    var commands: [Command] {
        [
            Command("room.get", .get("/api/room"), .read) { _, context throws(Problem) in
                try await get(context.identity)
            },
            Command("room.pause", .put("/api/room/ordering"), .direct, in: diary) { input, _ throws(Problem) in
                try await setOrdering(try input.choice("state", of: Ordering.self))
            },
            Command("room.hide", .put("/api/room/hidden"), .direct, in: diary) { input, _ throws(Problem) in
                try await hide(input)
            },
        ]
    }

    private func available() throws(Problem) -> Parts {
        guard let parts else { throw .noState }
        return parts
    }

    nonisolated(nonsending) private func get(_ identity: Identity?) async throws(Problem) -> [UInt8] {
        let parts = try available()
        let mayDirect = identity?.role.may(.direct) ?? false
        do throws(StateError) {
            let listing = try await parts.presence.list(kind: Attendee.presenceKind, upTo: RoomList.most)
            let present = (listing.members ?? []).compactMap { Attendee($0) }
            let hidden = try await parts.room.hidden()
            let list = RoomList(
                present: present.map { Person(id: $0.person, name: $0.name) }, orders: try await parts.room.orders(),
                hidden: hidden)
            let (ordering, link) = (parts.settings.current.ordering, mayDirect ? join.link : nil)
            return JSONWriter.object {
                $0.field("ordering", ordering.rawValue)
                $0.field("count", listing.count)
                list.write(to: &$0)
                hidden.write(to: &$0)
                $0.object("join") {
                    if let address = join.address { $0.field("url", address) } else { $0.null("url") }
                    if let link { $0.field("link", link) } else { $0.null("link") }
                    $0.field("svg", "/api/room/join.svg")
                }
            }
        } catch {
            throw Problem(error)
        }
    }

    nonisolated(nonsending) private func setOrdering(_ state: Ordering) async throws(Problem) -> Act {
        guard let settings else { throw .noState }
        do throws(StateError) {
            let (before, after) = try await settings.set([.ordering: state.rawValue])
            return Act(
                JSONWriter.object { $0.field("ordering", state.rawValue) },
                LabEntry.settings([.ordering], from: before, to: after))
        } catch {
            throw Problem(error)
        }
    }

    nonisolated(nonsending) private func hide(_ input: CommandInput) async throws(Problem) -> Act {
        let kind = try input.choice("kind", of: HiddenThings.Kind.self)
        let text = try input.text("id")
        guard (1...OrderDraft.textLength.upperBound).contains(text.unicodeScalars.count) else {
            throw Problem(field: "id", "must be 1 to \(OrderDraft.textLength.upperBound) characters long")
        }
        let isHidden = try input.flag("hidden")
        let parts = try available()
        let hasRoom: Bool
        let hidden: HiddenThings
        do throws(StateError) {
            hasRoom = try await parts.room.set(kind, text, isHidden: isHidden)
            hidden = try await parts.room.hidden()
        } catch {
            throw Problem(error)
        }
        guard hasRoom else { throw .hiddenFull }
        // A name that is taken off the screens does not come back to them by this.
        return Act(
            JSONWriter.object { hidden.write(to: &$0) },
            LabEntry(
                by: .instructor, action: isHidden ? "hide" : "show",
                target: kind == .name ? "a name" : "order \(text.prefix(8))"))
    }
}

extension Problem {
    fileprivate static let hiddenFull = Problem(
        409, "room.full",
        "\(RoomState.mostHidden) names and orders are hidden already: show some again before hiding more")
}
