import Fanout
import JSONText
import State

extension OrderSnapshot {
    /// The state as `snapshot` messages, the last of which says so. Ids and versions of orders that were deleted but whose
    /// events are still owed to Kafka come with the last: their events must not bring them back.
    func frames(channel: String, cursor: Cursor, limit: Int) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        var rows: [[UInt8]] = []
        var size = 0
        func close(last: Bool) {
            frames.append(
                JSONWriter.object {
                    $0.field("type", "snapshot")
                    $0.field("channel", channel)
                    $0.field("cursor", cursor.text)
                    $0.array("data") { json in for row in rows { json.raw(row) } }
                    if last, !deleted.isEmpty {
                        $0.array("deleted") { json in
                            for gone in deleted {
                                json.object {
                                    $0.field("id", gone.id)
                                    $0.field("version", gone.version)
                                }
                            }
                        }
                    }
                    $0.field("total", total)
                    $0.field("last", last)
                })
            rows = []
            size = 0
        }
        for stored in orders {
            let row = JSONWriter.object {
                $0.object("order") { stored.order.write(to: &$0) }
                $0.field("version", stored.version)
            }
            if size + row.count > limit, size > 0 { close(last: false) }
            rows.append(row)
            size += row.count
        }
        close(last: true)
        return frames
    }
}
