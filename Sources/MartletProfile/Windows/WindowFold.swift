extension ProfileFacts {
    /// The number of the unit that holds `now`, from the clock's if that is what it is.
    @inline(__always)
    func currentUnit(_ place: Int, _ now: Instant) -> Int64 {
        let span = hot.bucketUnits[place]
        return span.contains(now)
            ? span.number : number(of: now, hot.buckets[place].unit)
    }

    /// A cell's value over all time or over a window, and until when time cannot change it.
    ///
    /// Linear in the number of buckets inside the window.
    @inline(__always)
    func total(_ cell: Cell, _ length: Int, _ now: Instant) -> (value: Int64, until: Instant) {
        let units = units(cell, length, now)
        var until = Instant.never
        if let oldest = units.oldest {
            until = start(of: oldest + Int64(length), hot.buckets[cell.place].unit)
        }
        if let future = units.future {
            until = min(until, start(of: future, hot.buckets[cell.place].unit))
        }
        return (units.total, until)
    }

    /// What the buckets of a window add up to.
    struct WindowUnits {
        var total: Int64
        /// The oldest unit in the window that holds anything; nil = none, or all time.
        var oldest: Int64?
        /// The next unit to come that holds anything.
        var future: Int64?
    }

    /// A cell's value over all time or over a window, and the units by which time changes it.
    @inline(__always)
    func units(_ cell: Cell, _ length: Int, _ now: Instant) -> WindowUnits {
        if cell.place < 0 { return WindowUnits(total: row[cell.offset]) }
        let layout = hot.buckets[cell.place]
        let list = WordList(row[layout.offset])
        let empty = cell.fold.empty
        var units = WindowUnits(total: empty)
        guard list.word != 0 else { return units }
        let current = currentUnit(cell.place, now)
        let words = list.entries(pool)
        var at = list.count &* layout.stride
        while at > 0 {
            at &-= layout.stride
            let unit = words[at]
            if unit <= current &- Int64(length) { break }
            let value = words[at &+ cell.offset]
            if value == empty { continue }
            if unit > current {
                units.future = unit
            } else {
                units.total = Cell.merge(cell.fold, units.total, value)
                units.oldest = unit
            }
        }
        return units
    }

    /// The first or last dated value over all time or over a window.
    func latest(
        _ cell: Cell, _ length: Int, _ now: Instant
    ) -> (stamp: Int64, bits: Int64, until: Instant) {
        if cell.place < 0 { return (row[cell.offset], row[cell.offset + 1], .never) }
        let layout = hot.buckets[cell.place]
        let list = WordList(row[layout.offset])
        var best = (stamp: Column.absent, bits: Int64(0), until: Instant.never)
        guard list.word != 0 else { return best }
        let words = list.entries(pool)
        let current = currentUnit(cell.place, now)
        for index in 0..<list.count {
            let at = index * layout.stride
            let unit = words[at]
            let stamp = words[at + cell.offset]
            if unit <= current - Int64(length) || stamp == Column.absent { continue }
            if unit > current {
                best.until = min(best.until, start(of: unit, layout.unit))
                continue
            }
            best.until = min(best.until, start(of: unit + Int64(length), layout.unit))
            if best.stamp == Column.absent || cell.fold == .last {
                (best.stamp, best.bits) = (stamp, words[at + cell.offset + 1])
            }
        }
        return best
    }
}

extension Cell {
    /// Joins two cells of one column.
    @inline(__always)
    static func merge(_ fold: Column.Fold, _ left: Int64, _ right: Int64) -> Int64 {
        switch fold {
        case .count: left &+ right
        case .sum: sum(left, right)
        case .min: left == Column.absent ? right : Swift.min(left, right)
        case .max: Swift.max(left, right)
        case .first, .last, .firstDay: left
        }
    }
}
