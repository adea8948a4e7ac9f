/// Who a record is from: the `source` of audit values and of the header of that name.
public enum EventSource {
    public static let orders = "order-service"
    public static let notification = "notification-service"
    public static let fraud = "fraud-service"
    public static let analytics = "analytics"
    public static let audit = "audit-service"
    /// What a client has published through a gateway.
    public static let gateway = "gateway"
}
