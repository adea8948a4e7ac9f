import JSONText
import State
import SyncCalls

/// A change that was accepted: the order after it, and what it took to get there without Kafka.
struct AcceptedChange: Sendable {
    let stored: StoredOrder
    /// In the order in which they were made; empty where Kafka carries the events, and for an answer given before.
    var calls: [SyncCall] = []

    /// As callers see it: the order with its version, and the calls where there were any.
    var json: [UInt8] {
        JSONWriter.object {
            stored.order.write(to: &$0, version: stored.version)
            writeCalls(to: &$0)
        }
    }

    /// The answer to a deletion over a WebSocket.
    var deletionJSON: [UInt8] {
        JSONWriter.object {
            $0.field("id", stored.order.id)
            writeCalls(to: &$0)
        }
    }

    private func writeCalls(to json: inout JSONWriter) {
        guard !calls.isEmpty else { return }
        json.array("sync") { json in for call in calls { call.write(to: &json) } }
    }

    /// Headers of the HTTP answer that tell of how it came about.
    var headers: [(String, String)] {
        stored.replayHeader + (calls.isEmpty ? [] : [("Server-Timing", calls.serverTiming)])
    }
}
