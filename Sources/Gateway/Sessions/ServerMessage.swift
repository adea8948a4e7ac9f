import Access
import Fanout
import JSONText
import OrderEvents
import State

/// What a gateway says over a WebSocket, besides `events`: the text of each message.
enum ServerMessage {
    static func welcome(
        instance: String, session: String, role: Role, limits: [(name: StaticString, value: Int)]
    ) -> [UInt8] {
        JSONWriter.object {
            $0.field("type", "welcome")
            $0.field("instance", instance)
            $0.field("session", session)
            $0.field("role", role.rawValue)
            $0.object("limits") { json in for limit in limits { json.field(limit.name, limit.value) } }
        }
    }

    /// The answer to `auth`. `expires` in seconds since 1970, where that is known.
    static func authenticated(id: String?, role: Role, expires: Int64?) -> [UInt8] {
        result(
            id: id,
            data: JSONWriter.object {
                $0.field("role", role.rawValue)
                if let expires { $0.field("expires", expires) }
            })
    }

    static func subscribed(id: String?, channel: String, cursor: Cursor) -> [UInt8] {
        JSONWriter.object {
            $0.field("type", "subscribed")
            $0.field("id", ifPresent: id)
            $0.field("channel", channel)
            $0.field("cursor", cursor.text)
        }
    }

    static func unsubscribed(id: String?, channels: [String]) -> [UInt8] {
        JSONWriter.object {
            $0.field("type", "unsubscribed")
            $0.field("id", ifPresent: id)
            $0.array("channels") { json in for channel in channels { json.element(channel) } }
        }
    }

    static func gap(_ gap: Gap, channel: String, cursor: Cursor) -> [UInt8] {
        JSONWriter.object {
            $0.field("type", "gap")
            $0.field("channel", channel)
            $0.field("reason", gap.reason.rawValue)
            if let missed = gap.missed { $0.field("missed", missed) } else { $0.null("missed") }
            $0.field("cursor", cursor.text)
        }
    }

    /// - Parameter data: one JSON value.
    static func result(id: String?, data: [UInt8]) -> [UInt8] {
        JSONWriter.object {
            $0.field("type", "result")
            $0.field("id", ifPresent: id)
            $0.raw("data", data)
        }
    }

    static func error(id: String?, _ problem: Problem) -> [UInt8] {
        JSONWriter.object {
            $0.field("type", "error")
            $0.field("id", ifPresent: id)
            $0.field("code", problem.code)
            $0.field("message", problem.message)
            problem.writeDetails(to: &$0)
            if let milliseconds = problem.retryAfterMilliseconds { $0.field("retryAfterMs", milliseconds) }
        }
    }

    /// How the system is doing.
    /// - Parameter document: one JSON object.
    static func system(_ document: [UInt8]) -> [UInt8] {
        JSONWriter.object {
            $0.field("type", "system")
            $0.raw("data", document)
        }
    }

    /// Whether the gateway can do everything it is there for.
    /// - Parameter body: of `/ready`.
    static func readiness(_ body: [UInt8]) -> [UInt8] {
        JSONWriter.object {
            $0.field("type", "readiness")
            $0.raw("data", body)
        }
    }

    /// What was done about dead letters, anybody's doing.
    ///
    /// - Parameter changes: a JSON array.
    static func deadLetters(changes: [UInt8]) -> [UInt8] {
        JSONWriter.object {
            $0.field("type", "deadletters")
            $0.raw("changes", changes)
        }
    }

    /// What was done in the lab.
    static func lab(_ entries: [LabEntry]) -> [UInt8] {
        JSONWriter.object {
            $0.field("type", "lab")
            $0.array("entries") { json in for entry in entries { entry.write(to: &json) } }
        }
    }

    static func pong(id: String?) -> [UInt8] {
        JSONWriter.object {
            $0.field("type", "pong")
            $0.field("id", ifPresent: id)
        }
    }
}
