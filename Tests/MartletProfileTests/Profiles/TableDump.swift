import Testing

@testable import MartletProfile

/// Everything that a table holds, word for word, wherever it lies in memory.
struct TableDump: Equatable {
    /// Row and blocks of each customer.
    var profiles: [String: [Int64]] = [:]
    var clock: Instant
    var counters: ProfileTable.Counters
    var totals: [[Int]]
    var tallies: [EpisodeTally]
    var touched: [Int]

    init(_ table: borrowing ProfileTable) {
        clock = table.clock
        counters = table.counters
        totals = [table.members, table.entries, table.exits]
        tallies = table.tallies
        touched = table.touched
        var lists = table.plan.features.buckets.map(\.offset)
        lists += table.plan.features.lists.map(\.offset)
        if table.plan.features.dedupe > 0 { lists.append(table.plan.features.dedupeOffset) }
        for row in table.rows {
            let words = table.slab.row(row)
            var image = (0..<table.plan.features.rowWords).map { words[$0] }
            // The mark of the cycle is none of the profile's.
            image[RowHeader.sequence] &= 0xFFFF_FFFF
            // Nor is the queue of timers, of which only the deadline must be kept.
            #expect(image[RowHeader.wake] <= image[RowHeader.deadline])
            image[RowHeader.wake] = 0
            let id = table.withCustomer(row) { span in
                String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
            }
            if image[RowHeader.customer + 1] == -1 { image[RowHeader.customer] = 0 }
            for offset in lists {
                let list = WordList(image[offset])
                image[offset] = Int64(list.count)
                let block = list.word == 0 ? 0 : list.blockWords
                for index in 0..<block { image.append(list.entries(table.pool)[index]) }
            }
            profiles[id] = image
        }
    }
}
