extension ProfileTable {
    /// Moves the clock to `instant` if that is later; deadlines up to there must have been fired.
    package mutating func advance(to instant: Instant) {
        guard instant > clock else { return }
        clock = instant
        if instant >= unitsHoldUntil { renewUnits() }
    }

    /// The instant of the first wake-up; `.never` if there is none.
    package var firstWake: Instant { timers.first }

    /// Takes the rows whose deadline is the first wake-up out of the queue, ordered by customer id.
    ///
    /// Wake-ups that turn out to be early are put back; the result may be empty.
    package mutating func takeDue(into rows: inout [Int]) -> Instant {
        let instant = timers.first
        rows.removeAll(keepingCapacity: true)
        guard instant != .never else { return instant }
        while timers.first == instant { rows.append(Int(timers.pop().row)) }
        lookahead.sum &+= fetch(rows[...])
        rows.removeAll { !isDue($0, at: instant) }
        if rows.count > 1 { sortByCustomer(&rows) }
        return instant
    }

    /// Whether the deadline of a row that has been woken has come; if not, it will be woken then.
    private mutating func isDue(_ row: Int, at instant: Instant) -> Bool {
        let words = slab.row(row)
        guard words[RowHeader.wake] == instant.milliseconds else { return false }
        words[RowHeader.wake] = Instant.never.milliseconds
        let due = due(row)
        if due == instant { return true }
        wake(row, words, due)
        return false
    }

    /// Sets the row's deadline and sees to a wake-up no later than it.
    mutating func schedule(_ row: Int, _ words: Words, _ deadline: Instant) {
        words[RowHeader.deadline] = deadline.milliseconds
        wake(row, words, deadline)
    }

    /// Sees to a wake-up of the row no later than `instant`.
    mutating func wake(_ row: Int, _ words: Words, _ instant: Instant) {
        if instant.milliseconds < words[RowHeader.wake] {
            words[RowHeader.wake] = instant.milliseconds
            timers.push(TimerQueue.Entry(at: instant, row: UInt32(row)))
        }
    }

    /// The row's one deadline: the earliest instant at which time alone may change anything.
    package func due(_ row: Int) -> Instant {
        let deadline = deadline(row)
        return plan.personaDeadline < 0 ? deadline : min(deadline, personaDeadline(row))
    }

    /// Sees to a wake-up of a row that was taken out of the queue and not evaluated.
    package mutating func remind(_ row: Int) { wake(row, slab.row(row), due(row)) }

    /// Sees to it that profiles are evaluated at the clock's own instant, as their deadline.
    package mutating func setDue(_ rows: [Int]) {
        for row in rows {
            let words = slab.row(row)
            schedule(row, words, clock)
            if plan.personaDeadline >= 0 { setPersonaDeadline(row, words, clock) }
        }
    }

    /// A row with the first eight bytes of its customer id as a number that is ordered as they are.
    private struct Named {
        var prefix: UInt64
        var row: Int
    }

    func sortByCustomer(_ rows: inout [Int]) {
        var named = rows.map { Named(prefix: prefix($0), row: $0) }
        named.sort { $0.prefix != $1.prefix ? $0.prefix < $1.prefix : precedes($0.row, $1.row) }
        for (index, entry) in named.enumerated() { rows[index] = entry.row }
    }

    @inline(__always)
    private func prefix(_ row: Int) -> UInt64 {
        let words = slab.row(row)
        if words[RowHeader.customer + 1] != -1 {
            return UInt64(bitPattern: words[RowHeader.customer]).bigEndian
        }
        return UInt64(bitPattern: WordList(words[RowHeader.customer]).entries(pool)[0]).bigEndian
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (first, second) = (customer(left), customer(right))
        for index in 0..<min(first.count, second.count) where first[index] != second[index] {
            return first[index] < second[index]
        }
        return first.count < second.count
    }

    mutating func renewUnits() {
        var holds = Instant.never
        for (place, bucket) in plan.features.buckets.enumerated() {
            hot.bucketUnits[place] = bucket.unit.span(of: clock, plan.calendar)
            holds = min(holds, hot.bucketUnits[place].end)
        }
        for (place, list) in plan.features.lists.enumerated() {
            guard let unit = list.shape.unit else { continue }
            hot.listUnits[place] = unit.span(of: clock, plan.calendar)
            holds = min(holds, hot.listUnits[place].end)
        }
        unitsHoldUntil = holds
    }
}
