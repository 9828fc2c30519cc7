import MartletProfile

/// Texts of events that had escapes in them: they will stand behind the payloads they came from.
struct UnescapedTexts: Sendable {
    /// Bytes of the text behind which they will stand.
    var offset = 0
    /// The texts so far.
    var bytes: [UInt8] = []

    /// Moves the texts to where they will stand.
    mutating func move(to text: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        precondition(text.count == offset)
        text.append(bytes.span)
        bytes.removeAll(keepingCapacity: true)
    }

    /// Appends the text that `range` of `text` stands for and says where it will be.
    mutating func append(_ text: JSONText, _ range: Range<Int>) -> EventBatch.TextRange {
        let start = bytes.count
        bytes.append(addingCapacity: range.count) {
            JSONString.appendUnescaped(text, range, to: &$0)
        }
        return EventBatch.TextRange(
            start: UInt32(truncatingIfNeeded: offset &+ start),
            count: UInt32(truncatingIfNeeded: bytes.count &- start))
    }
}
