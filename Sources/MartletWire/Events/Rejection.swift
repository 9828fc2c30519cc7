/// Why a payload is not an event: what becomes of it is a dead letter, not an error.
public struct Rejection: Error, Hashable, Sendable {
    /// The reason, as programs read it.
    public enum Reason: String, Sendable, CaseIterable {
        case invalidJSON = "invalid_json"
        case notAnObject = "not_an_object"
        case tooLarge = "too_large"
        case tooDeep = "too_deep"
        case missingCustomerID = "missing_customer_id"
        case invalidCustomerID = "invalid_customer_id"
        case missingTimestamp = "missing_ts"
        case invalidTimestamp = "invalid_ts"
        case missingType = "missing_type"
        case invalidType = "invalid_type"
        case invalidField = "invalid_field"
        case futureEvent = "future_event"
    }

    /// The reason, as programs read it.
    public var reason: Reason
    /// One sentence for people: where it is wrong and what is expected, never what stands there.
    public var detail: String

    /// Makes a rejection.
    public init(reason: Reason, detail: String) {
        self.reason = reason
        self.detail = detail
    }
}
