extension ProfileFacts {
    /// The answer of `feature comparison bound`, exact in its truth and in its end.
    ///
    /// Counts and sums against a whole number are compared as integers in one walk over the window,
    /// and what is computed of two totals in one walk over both; everything else goes by value and
    /// flip.
    @inline(__always)
    func compare(
        _ feature: Int, _ comparison: Comparison, _ bound: Number, at now: Instant
    ) -> Verdict {
        let reader = hot.readers[feature]
        if let whole = WholeNumberComparison(reader, comparison, bound) {
            return verdict(whole, at: now)
        }
        return walked(reader, comparison, bound, from: now)
            ?? comparedByValue(feature, comparison, bound, at: now)
    }

    /// The answer of a comparison of a count or a sum with a whole number.
    @inline(__always)
    func verdict(_ whole: WholeNumberComparison, at now: Instant) -> Verdict {
        let cell = whole.cell
        if cell.place < 0 { return Verdict(Truth(whole.holds(row[whole.total]))) }
        let layout = hot.buckets[cell.place]
        let isSteady = isSteady(cell.place, now)
        if isSteady, let level = whole.level, row[whole.total] < level.level {
            return Verdict(Truth(!level.isAbove))
        }
        guard let window = buckets(Reader.Window(cell: cell, length: whole.length), now) else {
            return Verdict(Truth(whole.holds(0)))
        }
        guard let level = whole.level,
            let reach = window.reach(level.level, isCount: isSteady || cell.fold == .count)
        else { return verdict(whole, walking: WindowWalk(window), layout.unit) }
        // What is reached falls below the level when the bucket goes in which it was reached.
        let truth = Truth(reach.isReached == level.isAbove)
        guard let unit = reach.unit else { return Verdict(truth) }
        return Verdict(truth, until: start(of: unit &+ Int64(whole.length), layout.unit))
    }

    /// Whether the row's totals over a bucket list are as of `now` and can only fall.
    @inline(__always)
    func isSteady(_ place: Int, _ now: Instant) -> Bool {
        let span = hot.bucketUnits[place]
        let steady = TotalsDate(unit: span.number, isSteady: true)
        return span.contains(now) && row[hot.buckets[place].date] == steady.word
    }

    /// The answer for totals that may rise: with negative buckets, or with buckets still to come.
    @inline(never)
    private func verdict(
        _ whole: WholeNumberComparison, walking start: WindowWalk, _ unit: TimeUnit
    ) -> Verdict {
        var walk = start
        let isTrue = whole.holds(walk.total)
        while let next = walk.step() {
            if whole.holds(walk.total) != isTrue {
                return Verdict(Truth(isTrue), until: self.start(of: next, unit))
            }
        }
        return Verdict(Truth(isTrue))
    }
}
