extension ProfileFacts {
    /// The first instant after `now` at which `feature comparison bound` has another truth.
    ///
    /// Counts and sums over a window are walked bucket by bucket, each leaving (and each future one
    /// entering) at its own instant: linear in the buckets of the window. All other features step
    /// from one change to the next.
    func flip(
        _ feature: Int, _ comparison: Comparison, _ bound: Number, from now: Instant
    ) -> Instant {
        let reader = hot.readers[feature]
        if reader.combination == .distinct,
            let flip = distinctFlip(reader, comparison, bound, from: now)
        {
            return flip
        }
        guard reader.combination == .count || reader.combination == .sum, reader.cell.place >= 0
        else { return steppedFlip(feature, comparison, bound, from: now) }
        let layout = hot.buckets[reader.cell.place]
        let list = WordList(row[layout.offset])
        guard list.word != 0 else { return .never }
        var walk = WindowWalk(
            WindowBuckets(
                words: list.entries(pool), stride: layout.stride, offset: reader.cell.offset,
                count: list.count, length: Int64(reader.length),
                current: currentUnit(reader.cell.place, now)))
        let isSum = reader.combination == .sum
        let truth = isTrue(walk.total, isSum, comparison, bound)
        while let unit = walk.step() {
            if isTrue(walk.total, isSum, comparison, bound) != truth {
                return start(of: unit, layout.unit)
            }
        }
        return .never
    }

    private func isTrue(
        _ total: Int64, _ isSum: Bool, _ comparison: Comparison, _ bound: Number
    ) -> Truth {
        let number = isSum ? Number(Double(total) / 1_000_000) : Number(.int, total)
        return number.verdict(comparison, bound, until: .never).truth
    }
}
