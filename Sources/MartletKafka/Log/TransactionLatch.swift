/// What may be done with the open transaction, given what happened to the partitions meanwhile.
package struct TransactionLatch: Sendable, Equatable {
    /// How far the transaction is.
    package enum Phase: Sendable {
        /// None is open.
        case idle
        /// One is wanted; the broker learns of it with the first record or offset.
        case announced
        /// The client has begun it.
        case open
    }

    /// How far the transaction is.
    package private(set) var phase = Phase.idle
    /// Whether partitions that the transaction covers are somebody else's by now.
    package private(set) var isDoomed = false

    /// Makes a latch with no transaction.
    package init() {}

    /// A transaction is wanted.
    package mutating func announce() {
        precondition(phase == .idle, "a transaction is open already")
        phase = .announced
        isDoomed = false
    }

    /// The client has begun the transaction.
    package mutating func open() {
        precondition(phase == .announced, "no transaction was announced")
        phase = .open
    }

    /// The partitions are gone: what was read from them must not be committed any more.
    package mutating func losePartitions() {
        if phase != .idle { isDoomed = true }
    }

    /// The transaction is over.
    package mutating func finish() {
        phase = .idle
        isDoomed = false
    }
}
