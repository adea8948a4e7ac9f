import EventLoop
import Kafka

/// Redis or the broker being away is nobody's fault and no record's: everything waits, and the log says so once when it
/// begins and once when it is over.
extension RecordLoop {
    /// How long a batch may take before it counts as stuck: the producer waits for its broker without end.
    private static let patience: Duration = .seconds(2)

    func beginTrouble(_ reason: String) {
        guard trouble == nil else { return }
        trouble = reason
        logger.warning("paused until this works again: \(reason)")
    }

    func endTrouble() {
        guard trouble != nil else { return }
        trouble = nil
        logger.notice("goes on")
    }

    /// Sees to a batch that does not fail, but does not come to an end either.
    func noticeDelay() {
        guard let start = inHand[line.first]?.start, EventLoop.now - start > Self.patience else { return }
        beginTrouble("no answer for \(Self.patience / .seconds(1)) s")
    }

    /// Pauses what must not be read on now, and resumes the rest.
    ///
    /// librdkafka keeps a partition paused that goes away, and reads nothing of it when it comes back: until it was
    /// resumed it stays among the ``paused``, whoever has it meanwhile.
    func applyPauses() async {
        let assigned = Set(assignment.keys)
        let wanted = trouble == nil ? merge.full : assigned
        guard wanted != paused.intersection(assigned) || !pausesHold else { return }
        let stopped = pausesHold ? wanted.subtracting(paused) : wanted
        let resumed = paused.subtracting(wanted).intersection(assigned)
        paused.formUnion(wanted)
        pausesHold = true
        do {
            if !stopped.isEmpty { try await consumer.pause(stopped) }
            if !resumed.isEmpty { try await consumer.resume(resumed) }
            paused.subtract(resumed)
        } catch {
            pausesHold = false  // a partition went away meanwhile
        }
    }
}
