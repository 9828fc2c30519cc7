/// What a shard knows of its changelog beside the profiles in it.
package struct ShardOrigin: Sendable, Equatable {
    /// Tells the changelog from another that was begun anew under its name; 0 = not begun yet.
    package var incarnation: Int64 = 0
    /// Partitions of the inputs; 0 = not known.
    package var partitions = 0
    /// The rules under which all profiles were evaluated; nil = the current ones.
    package var rules: String?
    /// Offset of the changelog's last position record when the shard was restored.
    package var positionOffset: Int64?
    /// Whether the changelog holds the record of the plan, or will after the open commit.
    package var planRecord = PlanRecord.missing

    /// The fingerprint of the models under which all profiles were looked at; nil = there is none,
    /// or they are being applied.
    package var models: String?

    /// Whether deadlines of the clock's own instant are still to be fired.
    package var isFiring = false

    /// Where the record of a plan stands.
    package enum PlanRecord: Sendable {
        /// Nowhere.
        case missing
        /// In the open transaction.
        case sent
        /// In the changelog.
        case written
    }

    /// Takes what was sent for committed.
    package mutating func commit() {
        if planRecord == .sent { planRecord = .written }
    }

    /// Makes the origin of a shard that has no changelog yet.
    package init() {}
}
