/// Subscriptions to be served together. Adding and removing cost the same however many there are: the last one takes
/// the place of the one that leaves.
struct SubscriptionList {
    private var subscriptions: [Subscription] = []

    var count: Int { subscriptions.count }

    subscript(index: Int) -> Subscription { subscriptions[index] }

    mutating func add(_ subscription: Subscription) {
        subscription.index = subscriptions.count
        subscriptions.append(subscription)
    }

    mutating func remove(_ subscription: Subscription) {
        guard let index = subscription.index else { return }
        subscription.index = nil
        let last = subscriptions.removeLast()
        guard last !== subscription else { return }
        subscriptions[index] = last
        last.index = index
    }

    /// Those there are now: a write that fails may take a subscription out while they are gone through.
    var current: [Subscription] { subscriptions }
}
