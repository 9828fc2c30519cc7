import MartletProfile
package import MartletWire

/// Puts a shard back together from its changelog: every record overwrites a whole profile.
package struct Restoration {
    private let codec: RowCodec
    private var image = RowImage()
    private var hasPosition = false

    /// Makes a restoration of records written by `codec`.
    package init(codec: RowCodec) { self.codec = codec }

    /// Applies changelog records in order.
    ///
    /// - Throws: A ``LogError`` if a record cannot be used: starting without it would be wrong.
    package mutating func apply(
        _ batch: borrowing RecordBatch, to shard: Shard
    ) throws(LogError) {
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
                    let position = try codec.readPosition(value)
                    hasPosition = true
                    shard.table.advance(to: position.clock)
                    for (input, offset) in position.offsets.enumerated()
                    where input < shard.offsets.count { shard.offsets[input] = offset }
                } else {
                    try codec.read(value, into: &image)
                    guard shard.table.restore(key, from: image) != nil else { throw .damaged }
                }
            } catch {
                throw unusable(error, record)
            }
        }
    }

    /// Checks that the changelog told how far the profiles have come.
    ///
    /// - Throws: A ``LogError`` if it holds profiles only.
    func checkPosition(of shard: Shard) throws(LogError) {
        guard hasPosition || shard.table.count == 0 else {
            throw LogError(
                remedy: .unusable, operation: "restore",
                reason: "the changelog of partition \(shard.partition) holds profiles without "
                    + "their position")
        }
    }

    /// Sets the timers, which are never stored: they follow from the profiles.
    package func finish(_ shard: Shard) {
        shard.table.scheduleAll()
        shard.table.endCycle()
    }

    private func unusable(
        _ problem: RowCodec.Problem, _ record: RecordBatch.Record
    ) -> LogError {
        let place = "partition \(record.partition), offset \(record.offset)"
        let reason: String
        switch problem {
        case .version(let version):
            reason =
                "changelog record of format \(version) at \(place); this program reads format "
                + "\(RowCodec.version): run the newer program"
        case .otherPlan:
            reason =
                "the changelog was written under other features or segments (\(place)); use "
                + "that configuration, or another 'name' to rebuild the profiles from the inputs"
        case .damaged: reason = "damaged changelog record at \(place)"
        }
        return LogError(remedy: .unusable, operation: "restore", reason: reason)
    }
}
