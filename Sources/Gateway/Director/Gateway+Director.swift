import State

extension Gateway {
    /// Who carries out chaos and drills. Begins with the rest of the gateway.
    ///
    /// - Parameter state: nil where there is no Redis: there is none then.
    func openDirector(_ state: LabState?) throws(StateError) -> Director? {
        guard let state, let home = options.home, let publisher else { return nil }
        let scripts = ScriptFolder("\(home)/redis")
        var orders: OrderStore?
        if options.takesOrders {
            orders = try OrderStore(
                redis: state.redis, scripts: scripts,
                options: OrderStore.Options(
                    topics: options.topics, outboxLimit: options.outboxLimit, horizon: options.dedupeHorizon))
        }
        return Director(
            loop: control, store: try DirectorState(redis: state.redis, scripts: scripts),
            hands: LabHands(
                state: state, orders: orders, publisher: publisher, topics: options.topics,
                instanceID: options.instanceID))
    }
}
