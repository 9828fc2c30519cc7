/// Why the cluster refused a request.
enum BrokerError: Error {
    /// The producer's epoch is not the newest of its transactional id (PRODUCER_FENCED).
    case fenced
    /// There is no such transaction to end (INVALID_TXN_STATE).
    case invalidState
    /// The group has removed the member (UNKNOWN_MEMBER_ID).
    case unknownMember
    /// The group has gone through a rebalance since (ILLEGAL_GENERATION).
    case illegalGeneration
    /// Another client has joined under the member's instance id (FENCED_INSTANCE_ID).
    case fencedInstance
}
