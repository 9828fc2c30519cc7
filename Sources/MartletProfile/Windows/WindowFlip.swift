extension ProfileFacts {
    /// The first instant after `now` at which `feature comparison bound` has another truth.
    ///
    /// Counts, sums and what is computed of two of them are walked bucket by bucket, each leaving
    /// (and each future one entering) at its own instant: linear in the buckets of the windows. All
    /// other features step from one change to the next.
    func flip(
        _ feature: Int, _ comparison: Comparison, _ bound: Number, from now: Instant
    ) -> Instant {
        let reader = hot.readers[feature]
        if reader.combination == .distinct,
            let flip = distinctFlip(reader, comparison, bound, from: now)
        {
            return flip
        }
        return walked(reader, comparison, bound, from: now)?.until
            ?? steppedFlip(feature, comparison, bound, from: now)
    }

    /// The answer of a comparison of what is computed of totals, exact in its truth and in its end;
    /// nil for any other.
    func walked(
        _ reader: Reader, _ comparison: Comparison, _ bound: Number, from now: Instant
    ) -> Verdict? {
        guard let windows = windows(of: reader), windows.first.cell.place >= 0,
            windows.second.map({ $0.cell.place == windows.first.cell.place }) ?? true
        else { return nil }
        let verdict = { (first: Int64, second: Int64) in
            number(reader, first, second).verdict(comparison, bound, until: .never)
        }
        guard let first = buckets(windows.first, now) else { return verdict(0, 0) }
        var walks = WindowWalks(first, windows.second.flatMap { buckets($0, now) })
        var today = verdict(walks.first.total, walks.second.total)
        while let unit = walks.step() {
            if verdict(walks.first.total, walks.second.total).truth != today.truth {
                today.until = start(of: unit, hot.buckets[windows.first.cell.place].unit)
                break
            }
        }
        return today
    }

    /// The buckets of a window as of `now`; nil if there are none.
    @inline(__always)
    func buckets(_ window: Reader.Window, _ now: Instant) -> WindowBuckets? {
        let layout = hot.buckets[window.cell.place]
        let list = WordList(row[layout.offset])
        guard list.word != 0 else { return nil }
        return WindowBuckets(
            words: list.entries(pool), stride: layout.stride, offset: window.cell.offset,
            count: list.count, length: Int64(window.length),
            current: currentUnit(window.cell.place, now))
    }
}
