import JSONText

extension ServerMessage {
    /// Who has come and gone. Whoever left needs no more than to be known again.
    static func presence(_ change: RosterChange) -> [UInt8] {
        JSONWriter.object {
            $0.field("type", "presence")
            $0.array("joined") { json in for attendee in change.joined { attendee.write(to: &json) } }
            $0.array("left") { json in
                for attendee in change.left {
                    json.object {
                        $0.field("session", attendee.session)
                        $0.field("name", attendee.name)
                    }
                }
            }
            $0.field("count", change.count)
        }
    }
}
