/// One of the things that keep the promise; a simulation can do without one, to show that it would
/// be missed.
package enum Safeguard: String, Sendable, CaseIterable {
    /// A loss of partitions in the midst of a transaction makes its commit impossible.
    case latch
    /// Memory goes back to the last commit when a transaction is aborted.
    case beforeImages = "before-images"
    /// Input positions are committed by the transaction that holds what they gave.
    case transactionalOffsets = "transactional-offsets"
    /// Brokers refuse a producer after another has begun under its transactional id.
    case epochCheck = "epoch-check"
    /// Brokers refuse positions of a member that is not in the current generation of the group.
    case generationCheck = "generation-check"
    /// After a commit without an answer the producer begins a new session.
    case rebuild
    /// Committed positions are given out only once nothing can change them any more.
    case stableOffsets = "stable-offsets"
    /// Readers see records of committed transactions only.
    case readCommitted = "read-committed"
    /// A checkpoint's bytes are durable before it gets its name.
    case fsync
}
