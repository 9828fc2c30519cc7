extension ProfileTable {
    /// Folds event `index` into `row`, unless the profile remembers its id.
    ///
    /// - Returns: Whether it was folded; false = duplicate.
    package mutating func fold(_ batch: borrowing EventBatch, _ index: Int, into row: Int) -> Bool {
        let words = slab.row(row)
        let head = batch.heads[index]
        preserve(row, words)
        if plan.features.dedupe > 0, head.eventID.count > 0 {
            if remembers(words, ByteHash.hash(batch.bytes(head.eventID))) {
                counters.duplicates += 1
                return false
            }
        }
        if head.at < clock { noteLate(head.at) }
        touch(row, words)
        guard head.type != EventSchema.unnamed else { return true }
        var bucket = OpenBucket(cells: words)
        var isComplete = true
        for step in hot.steps[Int(head.type)] {
            if step.filter >= 0, !passes(Int(step.filter), batch, index) { continue }
            var value = EventBatch.FieldValue.absent
            switch step.operand {
            case .event: break
            case .instant: value.bits = head.at.milliseconds
            case .field:
                value = batch.values[index &* batch.fieldCount &+ Int(step.field)]
                if value.kind == .absent {
                    isComplete = false
                    continue
                }
            }
            if step.isFold {
                var cells = words
                if step.place >= 0 {
                    if step.place != bucket.place { open(step.place, head.at, words, &bucket) }
                    guard bucket.isOpen else { continue }
                    cells = bucket.cells
                    if step.totalCount > 0 {
                        add(step.action == .count ? 1 : value.bits, step, bucket.unit, words)
                    }
                }
                fold(step, value, head.at, batch, into: cells)
            } else {
                addKey(step, value, head.at, batch, words)
            }
        }
        if !isComplete { counters.missingFields += 1 }
        return true
    }

    /// Counts an event that is older than the clock.
    @inline(never)
    private mutating func noteLate(_ at: Instant) {
        counters.late += 1
        var hasWindows = false
        for (place, bucket) in plan.features.buckets.enumerated() {
            let span = hot.bucketUnits[place]
            if at >= span.start { return }
            let leaving = span.number - Int64(bucket.length)
            if bucket.unit.number(of: at, plan.calendar) > leaving { return }
            hasWindows = true
        }
        for (place, list) in plan.features.lists.enumerated() {
            guard let unit = list.shape.unit else { continue }
            let leaving = hot.listUnits[place].number - Int64(list.length)
            if unit.number(of: at, plan.calendar) > leaving { return }
            hasWindows = true
        }
        if hasWindows { counters.veryLate += 1 }
    }

    /// Folds a value into a cell.
    @inline(__always)
    private mutating func fold(
        _ step: Step, _ value: EventBatch.FieldValue, _ at: Instant, _ batch: borrowing EventBatch,
        into words: Words
    ) {
        let offset = Int(step.offset)
        let old = words[offset]
        switch step.action {
        case .count: words[offset] = old &+ 1
        case .sum: words[offset] = Cell.sum(old, value.bits)
        case .min: if old == Column.absent || value.bits < old { words[offset] = value.bits }
        case .max: if value.bits > old { words[offset] = value.bits }
        case .first, .last:
            // Ties go by arrival: the first comer stays first, the last comer becomes last.
            let stamp = at.milliseconds << 2 | Int64(value.kind.rawValue)
            let replaces =
                step.action == .first ? stamp >> 2 < old >> 2 : stamp >> 2 >= old >> 2
            guard old == Column.absent || replaces else { return }
            words[offset] = stamp
            words[offset &+ 1] =
                value.kind == .text ? Int64(symbol(batch, value) ?? 0) : value.bits
        case .key, .hour, .occasion, .firstDay: break
        }
    }

    /// The event's bucket in the list that was looked into last.
    private struct OpenBucket {
        /// Index of the list.
        var place: Int16 = -1
        /// Whether the unit is in any window.
        var isOpen = false
        /// The bucket's unit.
        var unit: Int64 = 0
        /// The bucket, if it is open.
        var cells: Words
    }

    /// Opens the bucket that holds `at`, made if need be; the totals of its list are brought up to
    /// date.
    @inline(never)
    private mutating func open(
        _ list: Int16, _ at: Instant, _ words: Words, _ bucket: inout OpenBucket
    ) {
        let place = Int(list)
        let layout = hot.buckets[place]
        let span = hot.bucketUnits[place]
        let unit = span.contains(at) ? span.number : layout.unit.number(of: at, plan.calendar)
        let leaving = span.number &- Int64(layout.length)
        bucket.place = list
        bucket.unit = unit
        bucket.isOpen = unit > leaving
        guard bucket.isOpen else { return }
        // Before buckets that have left are removed.
        if layout.date >= 0 { renewTotals(words, place) }
        var list = WordList(words[layout.offset])
        let (index, isNew) = list.bucket(unit, leaving: leaving, stride: layout.stride, &pool)
        let cells = list.entries(pool).from(index &* layout.stride)
        if isNew {
            words[layout.offset] = list.word
            let template = hot.bucketTemplates[place]
            for offset in 1..<layout.stride { cells[offset] = template[offset] }
        }
        bucket.cells = cells
    }

    private mutating func remembers(_ words: Words, _ hash: UInt64) -> Bool {
        let offset = plan.features.dedupeOffset
        var list = WordList(words[offset])
        let id = Int64(bitPattern: hash)
        let count = list.count
        if count > 0 {
            let entries = list.entries(pool)
            for index in 0..<count where entries[index] == id { return true }
            if count >= plan.features.dedupe {
                entries.move(count - 1, from: 1, to: 0)
                entries[count - 1] = id
                return false
            }
        }
        list.insert(at: count, stride: 1, &pool)[0] = id
        words[offset] = list.word
        return false
    }
}

extension EventBatch {
    /// The bytes of a text.
    @inline(__always)
    @_lifetime(borrow self)
    package func bytes(_ range: TextRange) -> Span<UInt8> {
        let start = Int(range.start)
        return text.span.extracting(start..<start + Int(range.count))
    }
}
