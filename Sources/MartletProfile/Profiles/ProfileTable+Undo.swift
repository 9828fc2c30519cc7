/// Going back to the last commit without reading anything again.
extension ProfileTable {
    /// Starts to keep what ``rollBack()`` needs; the profiles are committed as they are.
    ///
    /// Costs a copy of each profile that a commit cycle changes. Flaps must not be counted: they
    /// are not taken back.
    package mutating func keepImages() {
        precondition(flapCounter == nil)
        undo.isOn = true
        endCycle()
    }

    /// Whether there is anything to go back from but the clock and counts.
    package var hasImages: Bool { !undo.isEmpty }

    /// Notes what the profile was like, unless the open cycle has changed it already.
    ///
    /// To be called before any word or list of the profile is changed.
    @inline(__always)
    mutating func preserve(_ row: Int, _ words: Words) {
        guard undo.isOn, words[RowHeader.sequence] >> 32 | 1 != cycle else { return }
        keepImage(of: row, words, .changed)
        words[RowHeader.sequence] = words[RowHeader.sequence] & 0xFFFF_FFFF | preserved
    }

    /// The cycle's mark in the high half of a row's sequence word: noted, but not touched.
    private var preserved: Int64 { (cycle - 1) << 32 }

    /// Notes that the profile was added.
    mutating func noteAdded(_ row: Int, _ words: Words) {
        guard undo.isOn else { return }
        _ = undo.push(.added, row, words: 0)
        words[RowHeader.sequence] |= preserved
    }

    /// Notes what the profile was like at its removal.
    mutating func noteRemoved(_ row: Int, _ words: Words) {
        guard undo.isOn else { return }
        keepImage(of: row, words, .removed)
    }

    /// The words of a row that may hold a list.
    private var listWords: Int { hot.listPlaces.count + (plan.features.dedupe > 0 ? 1 : 0) + 1 }

    /// The list in the `place`-th of them; none for an id that is short enough for its words.
    @inline(__always)
    private func list(_ place: Int, _ words: Words) -> (offset: Int, list: WordList) {
        let places = hot.listPlaces
        if place == 0 {
            let isLong = words[RowHeader.customer + 1] == -1
            return (RowHeader.customer, WordList(isLong ? words[RowHeader.customer] : 0))
        }
        let offset =
            place <= places.count ? places[place - 1].offset : plan.features.dedupeOffset
        return (offset, WordList(words[offset]))
    }

    /// Adds the row and the blocks of its lists to the log.
    @inline(never)
    private mutating func keepImage(of row: Int, _ words: Words, _ change: UndoLog.Change) {
        let rowWords = plan.features.rowWords
        // The id of a profile that stays is never written to.
        let first = change == .removed ? 0 : 1
        var size = rowWords
        for place in first..<listWords { size += list(place, words).list.blockWords }
        let image = undo.push(change, row, words: size)
        image.copy(rowWords, of: words)
        var next = image.from(rowWords)
        for place in first..<listWords {
            let list = list(place, words).list
            if list.word == 0 { continue }
            next.copy(list.blockWords, of: list.entries(pool))
            next = next.from(list.blockWords)
        }
    }

    /// Puts every profile back as it was when the last cycle ended, the clock and counts included.
    ///
    /// Costs a copy per profile that was changed since, whatever the size of the table. Texts that
    /// came in meanwhile stay interned. ``keepImages()`` must have been called.
    package mutating func rollBack() {
        precondition(undo.isOn)
        symbols.tops.forgetAll()
        while let entry = undo.pop() {
            let row = Int(entry.row)
            let words = slab.row(row)
            switch entry.change {
            case .added: vacate(row, words)
            case .changed: restore(row, words, from: undo.image(entry), isRemoved: false)
            case .removed:
                let last = freeRows.popLast()
                precondition(last == row)
                restore(row, words, from: undo.image(entry), isRemoved: true)
                indexRow(row)
            }
        }
        (clock, counters) = (undo.totals.clock, undo.totals.counters)
        (members, entries, exits) = (undo.totals.members, undo.totals.entries, undo.totals.exits)
        tallies = undo.totals.tallies
        alertChanges.removeAll()
        personas?.tally = undo.totals.personas
        entered.removeAll()
        exited.removeAll()
        unitsHoldUntil = .distantPast
        if clock != .distantPast { renewUnits() }
        endCycle()
    }

    private mutating func restore(
        _ row: Int, _ words: Words, from image: Words, isRemoved: Bool
    ) {
        // The wake-up tells of the timer queue, which is not taken back.
        image[RowHeader.wake] = words[RowHeader.wake]
        let first = isRemoved ? 0 : 1
        var next = image.from(plan.features.rowWords)
        for place in first..<listWords {
            let (offset, saved) = list(place, image)
            if place == 0, saved.word == 0 { continue }
            var current = WordList(isRemoved ? 0 : words[offset])
            image[offset] = current.restore(saved, from: next, &pool)
            next = next.from(saved.blockWords)
        }
        // An id that was removed and put back lies elsewhere than in the image.
        if !isRemoved { image[RowHeader.customer] = words[RowHeader.customer] }
        words.copy(plan.features.rowWords, of: image)
        remind(row)
    }
}
