/// A row image cut into its parts, as a description says; nothing of it is believed before.
struct RowImageParts {
    /// Sequence number of the last segment change.
    let sequence: Int64
    /// Instants of the segments' last changes, by the segment's index.
    private(set) var changedAt: [Int: Int64] = [:]
    /// The words of each slot.
    private(set) var slots: [ArraySlice<Int64>] = []
    private var membership: [Int: Int64] = [:]
    private let text: [UInt8]
    private let textEnds: [Int]

    /// Cuts an image; nil if it is not what the description says.
    init?(_ image: borrowing RowImage, _ description: RowDescription) {
        let words = image.words
        guard let first = words.first else { return nil }
        sequence = first
        text = image.text
        textEnds = image.textEnds
        var start = 1
        for slot in description.slots {
            guard let count = Self.count(slot, words[start...]), count <= words.count - start else {
                return nil
            }
            slots.append(words[start..<start + count])
            switch slot {
            case .membership(let index): membership[index] = words[start]
            case .changedAt(let segment): changedAt[segment] = words[start]
            case .named, .ids, .cell, .buckets, .keys, .occasions: break
            }
            start += count
        }
        guard start == words.count else { return nil }
    }

    /// Whether the profile was in a segment.
    func isMember(_ segment: Int) -> Bool {
        (membership[segment / 64] ?? 0) >> Int64(segment % 64) & 1 != 0
    }

    /// A text of the image; nil if there is none.
    func text(_ index: Int64) -> ArraySlice<UInt8>? {
        guard index >= 0, index < textEnds.count else { return nil }
        return text[(index == 0 ? 0 : textEnds[Int(index) - 1])..<textEnds[Int(index)]]
    }

    /// Words of a slot that begins at the start of `words`; nil if that is not to be known.
    private static func count(_ slot: RowDescription.Slot, _ words: ArraySlice<Int64>) -> Int? {
        switch slot {
        case .membership, .changedAt, .named: return 1
        case .cell(let cell): return cell.width
        case .ids, .occasions: return repeated(1, words)
        case .buckets(let cells): return repeated(cells.reduce(1) { $0 + $1.width }, words)
        case .keys(_, let shape, _): return repeated(shape.width, words)
        }
    }

    private static func repeated(_ stride: Int, _ words: ArraySlice<Int64>) -> Int? {
        guard let count = words.first, 0...Int64(words.count) ~= count else { return nil }
        return 1 + Int(count) * stride
    }
}

extension RowDescription.KeyShape {
    /// Words of an image that each key takes.
    var width: Int { self == .counted ? 3 : 2 }

    /// Which of them is the key.
    var key: Int { self == .lifetime ? 0 : 1 }
}

extension RowDescription.Cell {
    /// Words of an image that it takes.
    var width: Int { isDated ? 2 : 1 }
}

extension ArraySlice<Int64> {
    /// What stands behind the number of repetitions, `stride` words at a time.
    func repetitions(of stride: Int) -> [ArraySlice<Int64>] {
        guard !isEmpty else { return [] }
        return Swift.stride(from: startIndex + 1, to: endIndex, by: stride).map {
            self[$0..<$0 + stride]
        }
    }
}
