extension ProfileTable {
    /// Adds a value to the sum of the first day that has any.
    @inline(never)
    func addToFirstDay(_ value: EventBatch.FieldValue, _ at: Instant, _ cell: Words) {
        let stamp = calendar.number(of: at, .day) << 2 | Int64(value.kind.rawValue)
        if cell[0] == Column.absent || stamp < cell[0] {
            cell[0] = stamp
            cell[1] = value.bits
        } else if stamp == cell[0] {
            cell[1] = Cell.sum(cell[1], value.bits)
        }
    }

    /// Notes that there was a purchase; cheap in the order of time.
    ///
    /// Whatever the order, the list holds the latest ones: when it is full the oldest goes.
    @inline(never)
    mutating func addOccasion(_ place: Int, _ at: Instant, _ words: Words) {
        let layout = hot.lists[place]
        var list = WordList(words[layout.offset])
        let areDays = layout.shape == .days
        let entry = areDays ? DayBlock(day: calendar.number(of: at, .day)).word : at.milliseconds
        let shift: Int64 = areDays ? 32 : 0
        var index = list.count
        if index > 0 {
            let entries = list.entries(pool)
            while index > 0, entries[index - 1] >> shift > entry >> shift { index -= 1 }
            if areDays, index > 0, entries[index - 1] >> 32 == entry >> 32 {
                var block = DayBlock(entries[index - 1])
                block.add(DayBlock(entry))
                entries[index - 1] = block.word
                return
            }
        }
        if list.count >= layout.limit {
            counters.limited += 1
            guard index > 0 else { return }
            list.removeFirst(1, stride: 1, &pool)
            index -= 1
        }
        list.insert(at: index, stride: 1, &pool)[0] = entry
        words[layout.offset] = list.word
    }
}
