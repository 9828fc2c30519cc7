import MartletProfile

/// Why a payload is not an event, without the words: what ``EventLayout/rejection(of:)`` explains.
struct Flaw: Error {
    /// The reason.
    var reason: Rejection.Reason
    /// The slot of the attribute or field; of a document that is read no further, the byte at which
    /// it is wrong, or how many it has.
    var place: Int
    /// What a field must be; unread for everything else.
    var requirement = EventSchema.Requirement.unread
}
