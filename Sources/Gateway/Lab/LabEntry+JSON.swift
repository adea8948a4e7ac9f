import JSONText
import State

extension LabEntry {
    func write(to json: inout JSONWriter) {
        json.object {
            $0.field("id", id)
            $0.field("at", time)
            $0.field("by", by.rawValue)
            $0.field("action", action)
            $0.field("target", target)
            $0.field("detail", detail)
        }
    }
}
