package import MartletProfile
package import MartletWire

/// Puts a shard back together from changelog records: each overwrites a whole profile.
///
/// Rows of another plan are brought over, once that plan's record has been met.
package struct Restoration {
    /// The last position that was met.
    package private(set) var position: ShardPosition?
    /// Its offset in the changelog.
    package private(set) var positionOffset: Int64?
    /// Plans that were met, by the hash of their layout.
    package private(set) var plans: [UInt32: RowDescription] = [:]
    /// Plans of rows that were passed over because nothing was known of them.
    package private(set) var unknown: Set<UInt32> = []
    /// How rows of other plans were brought over, of those that came last.
    package private(set) var migration: RowMigration?
    /// Profiles of another plan; known at the end.
    package private(set) var migratedCount = 0
    /// Profiles that the rules of today put elsewhere; known at the end.
    package private(set) var changingCount = 0

    /// Whether the changelog holds the record of the plan.
    package var isPlanWritten = false

    private let plan: Plan
    private var migrations: [UInt32: RowMigration] = [:]
    private var image = RowImage()
    private var migrated = RowImage()
    /// Rows that another plan wrote last.
    private var migratedRows = RowSet()

    /// Makes a restoration for a plan; `plans` are others that are known already.
    package init(plan: Plan, knowing plans: [UInt32: RowDescription] = [:]) {
        self.plan = plan
        for description in plans.values { learn(description) }
    }

    /// Takes note of what the rows of a plan mean.
    package mutating func learn(_ description: RowDescription) {
        plans[description.layout] = description
        guard description.layout != plan.layoutHash else { return }
        migrations[description.layout] = RowMigration(from: description, to: plan)
    }

    /// Whether everything is known that is needed to read what was passed over.
    package var canReadAgain: Bool { unknown.allSatisfy { plans[$0] != nil } }

    /// Applies changelog records in order.
    ///
    /// - Throws: A ``LogError`` if a record cannot be used: starting without it would be wrong.
    package mutating func apply(
        _ batch: borrowing RecordBatch, to shard: Shard
    ) throws(LogError) {
        // Taken out meanwhile, so that it is nobody else's.
        var image = RowImage()
        swap(&image, &self.image)
        defer { swap(&image, &self.image) }
        for record in batch.records {
            let key = batch.bytes.span.extracting(
                record.key.start..<record.key.start + max(0, record.key.count))
            // A tombstone of a profile that this shard never had is no change.
            if record.value.isNull {
                shard.table.remove(key)
                continue
            }
            let value = batch.bytes.span.extracting(
                record.value.start..<record.value.start + record.value.count)
            do throws(RowCodec.Problem) {
                if key.isEmpty {
                    position = try RowCodec.readPosition(value)
                    positionOffset = record.offset
                } else if PlanCodec.isPlan(key: key) {
                    let description = try PlanCodec.read(value)
                    learn(description)
                    if description.layout == plan.layoutHash { isPlanWritten = true }
                } else {
                    let layout = try RowCodec.readRow(value, into: &image)
                    try restore(key, image, layout: layout, to: shard)
                }
            } catch {
                throw Restoration.unusable(error, record)
            }
        }
    }

    /// Puts a profile in place that was written under a plan with this layout hash.
    ///
    /// - Throws: ``RowCodec/Problem`` if it does not fit its plan.
    mutating func restore(
        _ customer: Span<UInt8>, _ image: borrowing RowImage, layout: UInt32, to shard: Shard
    ) throws(RowCodec.Problem) {
        if layout == plan.layoutHash {
            guard let row = shard.table.restore(customer, from: image) else { throw .damaged }
            return migratedRows.set(row, false)
        }
        guard let migration = migrations[layout] else {
            unknown.insert(layout)
            return
        }
        guard migration.migrate(image, into: &migrated),
            let row = shard.table.restore(customer, from: migrated)
        else { throw .damaged }
        migratedRows.set(row, true)
        self.migration = migration
    }

    /// Sets clock, offsets and timers; timers are never stored, they follow from the profiles.
    ///
    /// - Parameters:
    ///   - shard: The shard whose records have all been applied.
    ///   - topics: Topic of each input.
    ///   - rules: The fingerprint of the current rules.
    /// - Throws: A ``LogError`` if the changelog holds profiles without saying how far they have
    ///   come.
    package mutating func finish(
        _ shard: Shard, topics: [String], rules: String
    ) throws(LogError) {
        if isPlanWritten { shard.origin.planRecord = .written }
        if let position {
            shard.table.advance(to: position.clock)
            for (input, topic) in topics.enumerated() {
                shard.offsets[input] = position.offset(ofInput: input, topic: topic)
            }
            shard.origin.incarnation = position.incarnation
            shard.origin.positionOffset = positionOffset
            shard.origin.rules = position.rules == rules ? nil : position.rules
        } else if shard.table.count > 0 {
            throw LogError(
                remedy: .unusable, operation: "restore",
                reason: "the changelog of partition \(shard.partition) holds profiles without "
                    + "their position")
        }
        shard.takeUpModels(after: position?.models)
        var changing = shard.table.scheduleAll()
        // Under the same rules, what ought to change at the clock itself is what was still due.
        if let position, position.isFiring, position.rules == rules {
            shard.table.setDue(changing)
            changing = []
        }
        // Under other models all are evaluated as far as these go, with their own cause.
        if position?.rules == rules, shard.isChangingModel { changing = [] }
        if let position, position.rules != rules {
            let known = Set(changing)
            changing += shard.table.outdatedPersonas().filter { !known.contains($0) }
        }
        let old = shard.table.rows.filter { migratedRows.contains($0) }
        let rows = old + changing.filter { !migratedRows.contains($0) }
        (migratedCount, changingCount) = (old.count, changing.count)
        if rows.isEmpty {
            shard.origin.rules = nil
        } else {
            shard.ruleChange = Shard.RuleChange(
                rows: shard.table.sorted(rows), migrated: migratedRows)
        }
        shard.table.endCycle()
    }
}

extension Restoration {
    /// What is wrong with a record, for people.
    static func unusable(
        _ problem: RowCodec.Problem, _ record: RecordBatch.Record
    ) -> LogError {
        let place = "partition \(record.partition), offset \(record.offset)"
        let reason: String
        switch problem {
        case .version(let version):
            reason =
                "changelog record of format \(version) at \(place); this program does not know "
                + "that format: run the newer program"
        case .otherPlan: reason = otherPlan("(\(place))")
        case .damaged: reason = "damaged changelog record at \(place)"
        }
        return LogError(remedy: .unusable, operation: "restore", reason: reason)
    }

    /// That rows cannot be brought over.
    static func otherPlan(_ place: String) -> String {
        "the changelog was written under other features or segments \(place), and does not say "
            + "which; use that configuration, or another 'name' to rebuild the profiles from the "
            + "inputs"
    }
}
