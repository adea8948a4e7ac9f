import State
import SyncCalls

extension ServiceRuntime {
    /// What this service does when it is called instead of reading records; nil where nobody calls it.
    func syncDesk() throws(StateError) -> SyncDesk? {
        let pace = WorkPace(settings: settings)
        let worker: any SyncWorker
        switch kind {
        case .notification:
            worker = NotifyWorker(
                instanceID: options.instanceID, settings: settings, metrics: metrics, pace: pace, caller: caller)
        case .analytics:
            worker = StatsWorker(
                instanceID: options.instanceID,
                counters: try AnalyticsCounters(redis: redis, scripts: options.scripts, horizon: options.dedupeHorizon),
                pace: pace, caller: caller)
        case .audit: worker = AuditWorker(instanceID: options.instanceID, pace: pace, write: output)
        case .fraud: return nil
        }
        return SyncDesk(worker: worker, secret: secret, metrics: metrics)
    }
}
