/// Where the standard attributes stand in an event: paths with dots, `a.b.c` goes into objects.
public struct AttributePaths: Hashable, Sendable {
    /// Path of the event id.
    public var eventID: String
    /// Path of the type.
    public var type: String
    /// Path of the customer id.
    public var customerID: String
    /// Path of the instant at which it happened.
    public var timestamp: String

    /// Makes paths; the defaults are those of the configuration.
    public init(
        eventID: String = "event_id", type: String = "type", customerID: String = "customer_id",
        timestamp: String = "ts"
    ) {
        self.eventID = eventID
        self.type = type
        self.customerID = customerID
        self.timestamp = timestamp
    }
}
