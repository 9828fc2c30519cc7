/// Something about a shard's state that an operator wants to read in the log.
///
/// Told through ``Worker``'s callback, because nothing in here writes logs. Never holds a payload,
/// a key or a customer id.
public enum StreamNotice: Sendable, Equatable {
    /// A checkpoint was completed: profiles, bytes, and how long it took in ms.
    case checkpointWritten(partition: Int32, file: String, profiles: Int, bytes: Int, took: Int64)
    /// A checkpoint could not be written; the next attempt is made after `pause` ms at the
    /// earliest.
    case checkpointFailed(partition: Int32, failure: StorageFailure, pause: Int64)
    /// A checkpoint was passed over when a shard was restored, and why.
    case checkpointRefused(partition: Int32, file: String, reason: String)
    /// A restore is under way.
    case restoring(RestoreProgress)
    /// A shard is back, after so many ms.
    case restored(RestoreProgress, took: Int64)
    /// So many profiles were brought over from another plan: features that start empty, and those
    /// that were dropped; the others are kept.
    case migrated(partition: Int32, profiles: Int, started: [String], dropped: [String])
    /// So many profiles are being evaluated again, because the rules or what they ask about are not
    /// those under which they were stored; the rules' fingerprint then and now.
    case rulesChanged(partition: Int32, profiles: Int, from: String, to: String)
    /// Records of an input are gone that were never read: reading goes on behind the gap.
    case inputLost(topic: String, partition: Int32, from: Int64, to: Int64)
}

/// How far a restore has come.
public struct RestoreProgress: Sendable, Equatable {
    /// The shard's partition.
    public var partition: Int32
    /// The checkpoint that it is read from; nil = the changelog alone.
    public var file: String?
    /// Profiles read from the checkpoint.
    public var profiles = 0
    /// Records read from the changelog.
    public var records = 0
    /// What part is done, 0 to 1; nil = not known.
    public var fraction: Double?
    /// Milliseconds that the rest will take at the pace so far; nil = not known.
    public var timeLeft: Int64?

    /// Makes progress at its start.
    public init(partition: Int32) { self.partition = partition }
}
