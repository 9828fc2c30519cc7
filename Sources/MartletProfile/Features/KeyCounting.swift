extension ProfileTable {
    /// Adds `weight` to the count of `key` in one key list of a row.
    @inline(never)
    mutating func addKey(
        _ place: Int, _ key: UInt32, _ weight: Int64, _ at: Instant, _ words: Words
    ) {
        let layout = hot.lists[place]
        var list = WordList(words[layout.offset])
        switch layout.shape {
        case .lifetime: addLifetimeKey(layout.limit, key, weight, &list)
        case .windowed(let unit):
            let number = unit.number(of: at, plan.calendar)
            let leaving = hot.listUnits[place].number - Int64(layout.length)
            guard number > leaving else { return }
            var amount = weight
            if layout.decays, case .fixed(let halfLife) = unit {
                amount = KeyWeight.within(halfLife: halfLife, unit: number, at: at, weight: weight)
            }
            addWindowedKey(layout, number, leaving, key, amount, &list)
        }
        words[layout.offset] = list.word
    }

    private mutating func addLifetimeKey(
        _ limit: Int, _ key: UInt32, _ weight: Int64, _ list: inout WordList
    ) {
        let count = list.count
        if count > 0 {
            let entries = list.entries(pool)
            var index = 0
            while index < count, entries.upperHalf(index) != key { index &+= 1 }
            if index < count {
                let entry = entries[index]
                if entry & 0xFFFF_FFFF < 0xFFFF_FFFF { entries[index] = entry &+ weight }
                return
            }
        }
        guard count < limit else {
            counters.limited += 1
            return
        }
        list.insert(at: count, stride: 1, &pool)[0] = Int64(key) << 32 | weight
    }

    private mutating func addWindowedKey(
        _ layout: KeyList, _ unit: Int64, _ leaving: Int64, _ key: UInt32, _ amount: Int64,
        _ list: inout WordList
    ) {
        // Units are small numbers (days, hours, half-lives): they fit the upper half of a word.
        let tag = unit << 32 | Int64(key)
        var index = list.count
        if index > 0 {
            let entries = list.entries(pool)
            var gone = 0
            while gone < index, entries[gone * 2] >> 32 <= leaving { gone += 1 }
            if gone > 0 {
                list.removeFirst(gone, stride: 2, &pool)
                return addWindowedKey(layout, unit, leaving, key, amount, &list)
            }
            while index > 0, entries[(index - 1) * 2] > tag { index -= 1 }
            if index > 0, entries[(index - 1) * 2] == tag {
                entries[index * 2 - 1] = Cell.sum(entries[index * 2 - 1], amount)
                return
            }
        }
        guard list.count < layout.limit * max(1, min(layout.length, 64)),
            list.count < WordList.maximumCount
        else {
            counters.limited += 1
            return
        }
        let entry = list.insert(at: index, stride: 2, &pool)
        entry[0] = tag
        entry[1] = amount
    }
}

/// Weights that halve with age, kept so that their sums do not depend on order.
enum KeyWeight {
    /// `weight * 2^(age within the half-life unit)`, rounded to millionths: events of one unit are
    /// added in whole numbers, and whole units are halved when the sum is read.
    static func within(halfLife: Int64, unit: Int64, at: Instant, weight: Int64) -> Int64 {
        let fraction = Double(at.milliseconds - unit * halfLife) / Double(halfLife)
        return Int64((Double(weight) * exponential2(fraction)).rounded())
    }

    /// 2^x for 0 <= x < 1 by the series of e^(x ln 2); the same bits on every machine.
    private static func exponential2(_ x: Double) -> Double {
        let y = x * 0.693_147_180_559_945_3
        var term = 1.0
        var sum = 1.0
        for n in 1...18 {
            term *= y / Double(n)
            sum += term
        }
        return sum
    }
}
