/// Whether participants may place, change and delete orders.
public enum Ordering: String, CaseIterable, Hashable, Sendable {
    case open, paused
}
