extension ProfileTable {
    /// Adds the operand of a step that is no fold to a key list of the row, with the step's weight,
    /// or to what is known of purchases.
    ///
    /// A text becomes a symbol only if there is room for another key.
    @inline(never)
    mutating func addKey(
        _ step: Step, _ value: EventBatch.FieldValue, _ at: Instant,
        _ batch: borrowing EventBatch, _ words: Words
    ) {
        if step.action == .occasion { return addOccasion(Int(step.place), at, words) }
        if step.action == .firstDay {
            return addToFirstDay(value, at, words.from(Int(step.offset)))
        }
        let layout = hot.lists[Int(step.place)]
        var list = WordList(words[layout.offset])
        var entry = KeyEntry(unit: 0, leaving: 0, weight: step.weight)
        if let unit = layout.shape.unit {
            let span = hot.listUnits[Int(step.place)]
            entry.unit = span.contains(at) ? span.number : unit.number(of: at, plan.calendar)
            entry.leaving = span.number &- Int64(layout.length)
            guard entry.unit > entry.leaving else { return }
            if layout.decays, case .fixed(let halfLife) = unit {
                entry.weight = KeyWeight.within(
                    halfLife: halfLife, unit: entry.unit, at: at, weight: step.weight)
            }
            list.dropKeys(through: entry.leaving, stride: layout.shape.stride, &pool)
        }
        let hasRoom = list.count < layout.capacity
        let key =
            step.action == .hour
            ? UInt32(plan.calendar.hour(of: at)) : symbol(batch, value, isNewAllowed: hasRoom)
        var isLimited = key == nil
        if let key {
            switch layout.shape {
            case .lifetime: isLimited = !list.countKey(key, entry, hasRoom, &pool)
            case .latest: isLimited = !addLatest(key, entry, hasRoom, layout, &list, words)
            case .counted:
                isLimited = !list.countKeyInUnit(key, entry, hasRoom, &pool)
                words[layout.offset] = list.word
                noteTop(key, entry, Int(step.place), words)
            case .days, .instants: break
            }
        }
        if isLimited { counters.limited += 1 }
        words[layout.offset] = list.word
    }

    /// The symbol of a text, or of a number's digits; nil if it has none and may not get one.
    @inline(__always)
    mutating func symbol(
        _ batch: borrowing EventBatch, _ value: EventBatch.FieldValue, isNewAllowed: Bool = true
    ) -> UInt32? {
        if value.kind == .text {
            return symbols.symbol(batch.bytes(value.range), isNewAllowed: isNewAllowed)
        }
        var digits: [UInt8] = []
        FixedDecimal(millionths: value.bits).append(to: &digits)
        return symbols.symbol(digits.span, isNewAllowed: isNewAllowed)
    }
}

/// What one event adds to a key of a list.
struct KeyEntry {
    /// The event's unit, and the last one that has left the window.
    var unit, leaving: Int64
    /// What is counted.
    var weight: Int64
}

extension WordList {
    /// Drops the entries of units that have left the window; the unit is an entry's first word.
    @inline(__always)
    mutating func dropKeys(through leaving: Int64, stride: Int, _ pool: inout BlockPool) {
        guard count > 0, entries(pool)[0] <= leaving else { return }
        let words = entries(pool)
        var gone = 1
        while gone < count, words[gone &* stride] <= leaving { gone &+= 1 }
        removeFirst(gone, stride: stride, &pool)
    }

    /// Adds to the count of a key of all time.
    ///
    /// - Returns: False if the key is new and there is no room.
    @inline(__always)
    fileprivate mutating func countKey(
        _ key: UInt32, _ entry: KeyEntry, _ hasRoom: Bool, _ pool: inout BlockPool
    ) -> Bool {
        if count > 0 {
            let words = entries(pool)
            let count = count
            var index = 0
            while index < count, words.upperHalf(index) != key { index &+= 1 }
            if index < count {
                let word = words[index]
                if word & 0xFFFF_FFFF < 0xFFFF_FFFF { words[index] = word &+ entry.weight }
                return true
            }
        }
        guard hasRoom else { return false }
        insert(at: count, stride: 1, &pool)[0] = Int64(key) << 32 | entry.weight
        return true
    }

    /// Adds to the count of a key in a unit.
    ///
    /// - Returns: False if that needs an entry and there is no room.
    fileprivate mutating func countKeyInUnit(
        _ key: UInt32, _ entry: KeyEntry, _ hasRoom: Bool, _ pool: inout BlockPool
    ) -> Bool {
        let index = firstKey(from: entry.unit, Int64(key), pool.view)
        if index < count {
            let there = entries(pool).from(index * 3)
            if there[0] == entry.unit, there[1] == Int64(key) {
                there[2] = Cell.sum(there[2], entry.weight)
                return true
            }
        }
        guard hasRoom else { return false }
        let added = insert(at: index, stride: 3, &pool)
        added[0] = entry.unit
        added[1] = Int64(key)
        added[2] = entry.weight
        return true
    }

    /// The first entry of a counted list that is not before `key` in `unit`; O(log entries).
    func firstKey(from unit: Int64, _ key: Int64, _ pool: BlockPool.View) -> Int {
        guard count > 0 else { return 0 }
        let words = entries(pool)
        var low = 0
        var high = count
        while low < high {
            let middle = (low &+ high) / 2
            let there = words[middle &* 3]
            if there < unit || there == unit && words[middle &* 3 &+ 1] < key {
                low = middle &+ 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// Goes through the units of one key of a counted list, ascending, until `body` says no.
    ///
    /// O(units * log entries).
    @inline(__always)
    func forEachUnit(
        of key: Int64, from unit: Int64, _ pool: BlockPool.View, _ body: (Int64, Int64) -> Bool
    ) {
        guard count > 0 else { return }
        let words = entries(pool)
        var index = firstKey(from: unit, key, pool)
        while index < count {
            let entry = words.from(index &* 3)
            let number = entry[0]
            if entry[1] == key, !body(number, entry[2]) { return }
            // To the key in this unit if it is to come, else in the next.
            let isBehind = entry[1] < key
            index = firstKey(from: isBehind ? number : number &+ 1, key, pool)
        }
    }
}
