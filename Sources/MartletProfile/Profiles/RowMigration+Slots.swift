/// How the slots of a migrated row are written.
extension RowMigration {
    /// The event ids remembered last.
    func appendIDs(_ source: Source, _ parts: RowImageParts, to result: inout RowImage) {
        guard case .slot(let index) = source else { return result.words.append(0) }
        let ids = parts.slots[index].dropFirst().suffix(plan.features.dedupe)
        result.words.append(Int64(ids.count))
        result.words += ids
    }

    /// When purchases were.
    func appendOccasions(_ source: Source, _ parts: RowImageParts, to result: inout RowImage) {
        guard case .slot(let index) = source else { return result.words.append(0) }
        result.words += parts.slots[index]
    }

    /// A cell of the row.
    func append(
        _ source: Source, _ slot: Int, _ cell: RowDescription.Cell, _ parts: RowImageParts,
        to result: inout RowImage
    ) -> Bool {
        guard case .slot(let index) = source else {
            result.words += empty(plan.slots[slot], plan.template)
            return true
        }
        return copy(parts.slots[index], isDated: cell.isDated, parts, to: &result)
    }

    /// Keys and their counts.
    func appendKeys(
        _ source: Source, _ slot: RowDescription.Slot, _ parts: RowImageParts,
        to result: inout RowImage
    ) -> Bool {
        guard case .slot(let index) = source, case .keys(_, let shape, let areHours) = slot,
            case .keys(_, let before, _) = old.slots[index]
        else {
            result.words.append(0)
            return true
        }
        result.words.append(parts.slots[index].first ?? 0)
        for entry in parts.slots[index].repetitions(of: before.width) {
            for (place, word) in entry.prefix(shape.width).enumerated() {
                guard place == shape.key, !areHours else {
                    result.words.append(word)
                    continue
                }
                guard let text = parts.text(word) else { return false }
                result.words.append(result.add(text))
            }
        }
        return true
    }

    /// Buckets: their units stay, and of their cells those that are kept.
    func appendBuckets(
        _ source: Source, _ slot: Int, _ cells: [RowDescription.Cell], _ parts: RowImageParts,
        to result: inout RowImage
    ) -> Bool {
        guard case .buckets(let index, let sources) = source,
            case .buckets(let before) = old.slots[index],
            case .buckets(let place) = plan.slots[slot]
        else {
            result.words.append(0)
            return true
        }
        var offsets: [Int] = []
        var stride = 1
        for cell in before {
            offsets.append(stride)
            stride += cell.width
        }
        result.words.append(parts.slots[index].first ?? 0)
        for entry in parts.slots[index].repetitions(of: stride) {
            result.words.append(entry[entry.startIndex])
            for (cell, source) in sources.enumerated() {
                guard let source else {
                    let template = plan.features.bucketTemplates[place]
                    result.words += empty(plan.bucketSlots[place][cell], template)
                    continue
                }
                let start = entry.startIndex + offsets[source]
                let words = entry[start..<start + cells[cell].width]
                guard copy(words, isDated: cells[cell].isDated, parts, to: &result) else {
                    return false
                }
            }
        }
        return true
    }

    /// What a cell holds before any event.
    func empty(_ slot: RowSlot, _ template: [Int64]) -> [Int64] {
        switch slot {
        case .word(let offset): [template[offset]]
        case .dated(let offset): [template[offset], template[offset + 1]]
        case .buckets, .keys, .occasions, .ids: [0]
        }
    }

    private func copy(
        _ words: ArraySlice<Int64>, isDated: Bool, _ parts: RowImageParts,
        to result: inout RowImage
    ) -> Bool {
        guard isDated, let stamp = words.first, let bits = words.last else {
            result.words += words
            return true
        }
        let isText =
            stamp != Column.absent
            && UInt8(stamp & 3) == EventBatch.FieldValue.Kind.text.rawValue
        result.words.append(stamp)
        guard isText else {
            result.words.append(bits)
            return true
        }
        guard let text = parts.text(bits) else { return false }
        result.words.append(result.add(text))
        return true
    }
}

extension RowImage {
    /// Adds a text and returns its index.
    fileprivate mutating func add(_ bytes: ArraySlice<UInt8>) -> Int64 {
        text += bytes
        textEnds.append(text.count)
        return Int64(textEnds.count - 1)
    }
}
