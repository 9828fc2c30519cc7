import MartletProfile

/// What one rule book makes of a history: the volumes of its segments.
final class RuleBookWatch {
    /// Names of the segments, by index.
    let names: [String]
    /// Their volumes, by index.
    private(set) var volumes: [SegmentVolume]

    /// Makes a watch over the segments of `plan`.
    init(plan: Plan) {
        names = plan.book.segments.map(\.definition.name)
        volumes = [SegmentVolume](repeating: SegmentVolume(), count: names.count)
    }

    /// Takes note of the last evaluation of a row.
    func note(_ table: borrowing ProfileTable, _ row: Int, at: Instant) {
        for segment in table.entered { volumes[segment].change(at: at, isEntry: true) }
        for segment in table.exited { volumes[segment].change(at: at, isEntry: false) }
    }
}
