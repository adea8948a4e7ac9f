import JSONText
import State

extension ServerMessage {
    /// What everybody in the room has to know.
    static func room(_ ordering: Ordering, _ hidden: HiddenThings) -> [UInt8] {
        JSONWriter.object {
            $0.field("type", "room")
            $0.object("data") {
                $0.field("ordering", ordering.rawValue)
                hidden.write(to: &$0)
            }
        }
    }
}
