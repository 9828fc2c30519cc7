extension ProfileTable {
    /// Folds event `index` into `row`, unless the profile remembers its id.
    ///
    /// - Returns: Whether it was folded; false = duplicate.
    package mutating func fold(_ batch: borrowing EventBatch, _ index: Int, into row: Int) -> Bool {
        let words = slab.row(row)
        let head = batch.heads[index]
        if plan.features.dedupe > 0, head.eventID.count > 0 {
            if remembers(words, ByteHash.hash(batch.bytes(head.eventID))) {
                counters.duplicates += 1
                return false
            }
        }
        if head.at < clock { counters.late += 1 }
        touch(row, words)
        guard head.type != EventSchema.unnamed else { return true }
        let type = Int(head.type)
        var bucket = OpenBucket()
        for place in hot.stepStarts[type]..<hot.stepStarts[type + 1] {
            let step = hot.steps[place]
            if step.filter >= 0, !passes(Int(step.filter), batch, index) { continue }
            take(step, batch, index, head.at, words, &bucket)
        }
        return true
    }

    /// The event's bucket in the list that was looked into last.
    private struct OpenBucket {
        /// Index of the list.
        var place = -1
        /// The bucket; nil if it has left every window.
        var cells: Words?
    }

    @inline(__always)
    private mutating func take(
        _ step: Step, _ batch: borrowing EventBatch, _ index: Int, _ at: Instant, _ words: Words,
        _ bucket: inout OpenBucket
    ) {
        var value = EventBatch.FieldValue.absent
        switch step.operand {
        case .event: break
        case .instant: value.bits = at.milliseconds
        case .field:
            value = batch.values[index &* batch.fieldCount &+ Int(step.field)]
            if value.kind == .absent { return }
        }
        switch step.action {
        case .fold:
            let cell = step.cell
            var target = words
            if cell.place >= 0 {
                if cell.place != bucket.place {
                    bucket = OpenBucket(place: cell.place, cells: cells(cell.place, at, words))
                }
                guard let cells = bucket.cells else { return }
                target = cells
            }
            if cell.fold.isDated {
                let bits = value.kind == .text ? Int64(symbol(batch, value)) : value.bits
                let stamp = at.milliseconds << 2 | Int64(value.kind.rawValue)
                Cell.take(cell.fold, target, cell.offset, stamp: stamp, bits)
            } else {
                Cell.take(cell.fold, target, cell.offset, value.bits)
            }
        case .key: addKey(Int(step.list), symbol(batch, value), step.weight, at, words)
        case .hour: addKey(Int(step.list), UInt32(plan.calendar.hour(of: at)), 1, at, words)
        }
    }

    /// The bucket that holds `at`, made if need be; nil if it has left every window.
    @inline(__always)
    private mutating func cells(_ place: Int, _ at: Instant, _ words: Words) -> Words? {
        let layout = hot.buckets[place]
        let span = hot.bucketUnits[place]
        let unit = span.contains(at) ? span.number : layout.unit.number(of: at, plan.calendar)
        let leaving = span.number &- Int64(layout.length)
        guard unit > leaving else { return nil }
        var list = WordList(words[layout.offset])
        let (index, isNew) = list.bucket(unit, leaving: leaving, stride: layout.stride, &pool)
        let cells = list.entries(pool).from(index &* layout.stride)
        if isNew {
            words[layout.offset] = list.word
            let template = hot.templateStarts[place]
            for offset in 1..<layout.stride {
                cells[offset] = hot.bucketTemplates[template &+ offset]
            }
        }
        return cells
    }

    private mutating func symbol(_ batch: borrowing EventBatch, _ value: EventBatch.FieldValue)
        -> UInt32
    {
        if value.kind == .text { return symbols.intern(batch.bytes(value.range)) }
        var digits: [UInt8] = []
        FixedDecimal(millionths: value.bits).append(to: &digits)
        return symbols.intern(digits.span)
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
