/// Giving back texts that no profile refers to any more.
extension ProfileTable {
    /// New texts that come in before it is worth a look at every profile; then as many as there
    /// were texts in use or profiles, so that a look costs little for each.
    static let fewTexts = 65_536

    /// Gives back texts that no profile refers to, if many have come in since that was done last.
    ///
    /// A text is referred to by the last value of a feature, or as a key of a list, until another
    /// value or the end of a window takes its place. Linear in the profiles when it does anything.
    mutating func reclaimTexts() {
        guard symbols.count >= textsAtReclaim else { return }
        var isUsed = [Bool](repeating: false, count: symbols.limit)
        for row in 0..<slab.count { markTexts(slab.row(row), plan.slots, &isUsed) }
        symbols.reclaim(except: isUsed)
        textsAtReclaim = symbols.count + max(Self.fewTexts, symbols.count, slab.count)
    }

    private func markTexts(_ words: Words, _ slots: [RowSlot], _ isUsed: inout [Bool]) {
        for slot in slots {
            switch slot {
            case .word, .ids, .occasions: break
            case .dated(let offset):
                if Cell.isText(stamp: words[offset]) { isUsed[Int(words[offset + 1])] = true }
            case .buckets(let place):
                let layout = plan.features.buckets[place]
                let list = WordList(words[layout.offset])
                guard list.count > 0, plan.bucketSlots[place].contains(where: \.isDated) else {
                    continue
                }
                let buckets = list.entries(pool)
                for index in 0..<list.count {
                    let bucket = buckets.from(index * layout.stride)
                    markTexts(bucket, plan.bucketSlots[place], &isUsed)
                }
            case .keys(let place):
                let layout = plan.features.lists[place]
                let list = WordList(words[layout.offset])
                guard list.count > 0, !layout.keysAreHours else { continue }
                let entries = list.entries(pool)
                for index in 0..<list.count {
                    let isLifetime = layout.shape == .lifetime
                    let entry = entries.from(index * layout.shape.stride)
                    isUsed[Int(isLifetime ? entry[0] >> 32 : entry[1])] = true
                }
            }
        }
    }
}

extension RowSlot {
    fileprivate var isDated: Bool {
        if case .dated = self { return true }
        return false
    }
}
