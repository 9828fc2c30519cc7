/// What one or two words of a row, or of a bucket, hold: the layout as ``RowImage`` needs it.
enum RowSlot: Sendable, Equatable {
    /// A number at this offset.
    case word(Int)
    /// A dated value at this offset: stamp and bits.
    case dated(Int)
    /// A bucket list, by its index.
    case buckets(Int)
    /// A key list, by its index.
    case keys(Int)
    /// A list of purchases, by its index among the key lists.
    case occasions(Int)
    /// Remembered event ids at this offset.
    case ids(Int)
}

extension FeaturePlan {
    /// The slots of a row after the header words that are written apart.
    var rowSlots: [RowSlot] {
        var special: [Int: RowSlot] = [:]
        for (place, bucket) in buckets.enumerated() { special[bucket.offset] = .buckets(place) }
        for (place, list) in lists.enumerated() {
            special[list.offset] = list.shape.holdsOccasions ? .occasions(place) : .keys(place)
        }
        if dedupe > 0 { special[dedupeOffset] = .ids(dedupeOffset) }
        for offset in datedCells(in: -1) { special[offset] = .dated(offset) }
        return FeaturePlan.slots(from: RowHeader.membership, to: keptWords, special)
    }

    /// The slots of each bucket list's entries after the unit number.
    var bucketSlots: [[RowSlot]] {
        buckets.enumerated().map { place, bucket in
            let dated = datedCells(in: place).map { ($0, RowSlot.dated($0)) }
            return FeaturePlan.slots(
                from: 1, to: bucket.stride, Dictionary(uniqueKeysWithValues: dated))
        }
    }

    private static func slots(from: Int, to: Int, _ special: [Int: RowSlot]) -> [RowSlot] {
        var slots: [RowSlot] = []
        var offset = from
        while offset < to {
            let slot = special[offset] ?? .word(offset)
            slots.append(slot)
            if case .dated = slot { offset += 2 } else { offset += 1 }
        }
        return slots
    }
}

/// Reads an image word by word; past its end there are zeros.
struct RowImageReader {
    let image: RowImage
    private var position = 0

    init(image: RowImage) { self.image = image }

    /// Whether every word was read and none was missing.
    var isAtEnd: Bool { position == image.words.count }

    mutating func next() -> Int64 {
        defer { position += 1 }
        return position < image.words.count ? image.words[position] : 0
    }
}

/// Decides whether an image that came from outside fits a layout, before anything is changed.
struct RowImageCheck {
    let plan: Plan

    /// Whether every count and text of the image is in order and nothing is left over.
    func fits(_ image: borrowing RowImage) -> Bool {
        let copy = copy image
        var reader = RowImageReader(image: copy)
        var isSound = 0...0xFFFF_FFFF ~= reader.next()
        for slot in plan.slots { isSound = check(slot, copy, &reader) && isSound }
        return isSound && reader.isAtEnd
    }

    private func check(
        _ slot: RowSlot, _ image: RowImage, _ reader: inout RowImageReader
    ) -> Bool {
        switch slot {
        case .word:
            _ = reader.next()
            return true
        case .dated:
            let stamp = reader.next()
            let bits = reader.next()
            let isText = UInt8(stamp & 3) == EventBatch.FieldValue.Kind.text.rawValue
            return stamp == Column.absent || !isText || names(bits, image)
        case .ids:
            let count = reader.next()
            guard 0...Int64(plan.features.dedupe) ~= count else { return false }
            for _ in 0..<count { _ = reader.next() }
            return true
        case .buckets(let place):
            let count = reader.next()
            guard 0...Int64(WordList.maximumCount) ~= count else { return false }
            for _ in 0..<count {
                _ = reader.next()
                for slot in plan.bucketSlots[place] where !check(slot, image, &reader) {
                    return false
                }
            }
            return true
        case .occasions(let place):
            let count = reader.next()
            guard 0...Int64(plan.features.lists[place].limit) ~= count else { return false }
            return checkOccasions(count, plan.features.lists[place].shape == .days, &reader)
        case .keys(let place):
            let layout = plan.features.lists[place]
            let count = reader.next()
            guard 0...Int64(WordList.maximumCount) ~= count else { return false }
            for _ in 0..<count {
                if layout.shape != .lifetime { _ = reader.next() }
                let key = reader.next()
                let amount = layout.shape.stride != 2 ? reader.next() : 0
                let isKnown = layout.keysAreHours ? 0...23 ~= key : names(key, image)
                let isNarrow = layout.shape != .lifetime || 0...0xFFFF_FFFF ~= amount
                guard isKnown, isNarrow else { return false }
            }
            return true
        }
    }

    /// Whether entries ascend, and blocks of days have days.
    private func checkOccasions(
        _ count: Int64, _ areDays: Bool, _ reader: inout RowImageReader
    ) -> Bool {
        var isSound = true
        var last: Int64?
        for _ in 0..<count {
            let entry = reader.next()
            if areDays {
                let block = DayBlock(entry)
                isSound = isSound && block.count > 0 && last.map { $0 < block.number } ?? true
                last = block.number
            } else {
                isSound = isSound && last.map { $0 <= entry } ?? true
                last = entry
            }
        }
        return isSound
    }

    private func names(_ index: Int64, _ image: RowImage) -> Bool {
        0..<Int64(image.textEnds.count) ~= index
    }
}
