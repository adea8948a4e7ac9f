import JSONText
import State

extension SeenThings {
    var json: [UInt8] {
        JSONWriter.object {
            $0.field("since", since)
            $0.object("seen") { json in
                for (check, time) in times.sorted(by: { $0.key < $1.key }) { json.field(named: check, number: time) }
            }
        }
    }
}
