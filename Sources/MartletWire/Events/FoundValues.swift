import MartletProfile

/// A payload and what a walk over it has found.
struct FoundValues: ~Escapable {
    /// The payload.
    let text: JSONText
    /// What stands in the slots of the layout.
    private let captures: Span<Capture>
    /// Where the payload begins in the text of its batch.
    let start: Int

    /// Joins a payload and what was found in it.
    @inline(__always)
    @_lifetime(copy text, copy captures)
    init(text: JSONText, captures: Span<Capture>, start: Int) {
        self.text = text
        self.captures = captures
        self.start = start
    }

    /// What stands in a slot.
    @inline(__always)
    subscript(slot: UInt16) -> Capture { captures[Int(slot)] }

    /// The text that `capture` holds, or the digits of an integer; nil if it is neither.
    @inline(__always)
    func label(
        _ capture: Capture, _ unescaped: inout UnescapedTexts
    ) -> EventBatch.TextRange? {
        Self.label(capture, text, start, &unescaped)
    }

    /// The same in a payload that begins at `start` of its batch's text.
    @inline(__always)
    static func label(
        _ capture: Capture, _ text: JSONText, _ start: Int, _ unescaped: inout UnescapedTexts
    ) -> EventBatch.TextRange? {
        if capture.kind == .text { return capture.range(from: start) }
        return unusualLabel(capture, text, start, &unescaped)
    }

    @inline(never)
    private static func unusualLabel(
        _ capture: Capture, _ text: JSONText, _ start: Int, _ unescaped: inout UnescapedTexts
    ) -> EventBatch.TextRange? {
        switch capture.kind {
        case .escapedText: return unescaped.append(text, capture.range)
        case .integer:
            // Minus zero is no number of its own, and must not become a key of its own.
            let isMinusZero =
                capture.range.count == 2 && text.byte(at: capture.start) == UInt8(ascii: "-")
                && text.byte(at: capture.start &+ 1) == UInt8(ascii: "0")
            return isMinusZero ? nil : capture.range(from: start)
        default: return nil
        }
    }
}
