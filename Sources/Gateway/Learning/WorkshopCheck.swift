/// What a room can have seen of the workshop, as the page calls it (`web/learn/checks.js` says what each is about).
enum WorkshopCheck: String, CaseIterable, Sendable {
    // The basics.
    case record, samePartition, spread, keyed, keyless, hot
    // Why Kafka, and groups.
    case fanOut, decoupled, shared, owned
    // Retries and dead letters.
    case retry, retryHelped, letter, redriven, recovered
    // Scaling.
    case three, idle, moved, noneLost
    // Replay and windows.
    case replay, noDouble, window, sharedWindow
    // Without Kafka.
    case times, refused, accepted
    case drill
}
