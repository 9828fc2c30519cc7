extension FeaturePlan {
    /// Gives every windowed count and sum its total in the row.
    mutating func layOutTotals() {
        totals = buckets.indices.map { place in
            var own: [WindowTotal] = []
            for reader in readers where reader.isTotal && reader.cell.place == place {
                let total = WindowTotal(cell: reader.cell, length: reader.length)
                if !own.contains(total) { own.append(total) }
            }
            return own.sorted { ($0.cell.offset, $0.length) < ($1.cell.offset, $1.length) }
        }
        for place in buckets.indices where !totals[place].isEmpty {
            buckets[place].date = grow([TotalsDate.none.word])
            for index in totals[place].indices { totals[place][index].offset = grow([0]) }
        }
        for index in readers.indices where readers[index].isTotal {
            let reader = readers[index]
            let total = totals[reader.cell.place].first {
                $0.cell == reader.cell && $0.length == reader.length
            }
            readers[index].total = total?.offset ?? -1
        }
        for type in steps.indices {
            for index in steps[type].indices {
                let step = steps[type][index]
                guard step.bucketList >= 0 else { continue }
                let all = totals[step.bucketList]
                let own = all.indices.filter { all[$0].cell.offset == step.offset }
                steps[type][index].firstTotal = Int16(own.first ?? 0)
                steps[type][index].totalCount = Int16(own.count)
            }
        }
    }
}

extension Reader {
    /// Whether it reads a windowed count or sum.
    fileprivate var isTotal: Bool {
        (combination == .count || combination == .sum) && cell.place >= 0
    }
}
