import MartletProfile

/// What stands at one of the paths that are read: where its text is, not what it says.
///
/// One word, so that a slot is written and emptied at once: the kind in 8 bits, the start in 28,
/// the end in 28.
struct Capture: Sendable {
    /// Kind of JSON value.
    struct Kind: Equatable, Sendable {
        fileprivate let code: UInt8

        /// The key is not there.
        static var absent: Kind { Kind(code: 0) }
        static var null: Kind { Kind(code: 1) }
        static var yes: Kind { Kind(code: 2) }
        static var no: Kind { Kind(code: 3) }
        /// Digits, with or without a minus sign.
        static var integer: Kind { Kind(code: 4) }
        /// A number with a fraction or an exponent.
        static var fraction: Kind { Kind(code: 5) }
        /// Text as it stands.
        static var text: Kind { Kind(code: 6) }
        /// Text with escapes in it.
        static var escapedText: Kind { Kind(code: 7) }
        /// An object or an array; or no object where the path goes on.
        static var structure: Kind { Kind(code: 8) }
    }

    private var bits: UInt64

    /// Notes a value at `start..<end`: a number, or a text without its quotes.
    @inline(__always)
    init(kind: Kind = .absent, start: Int = 0, end: Int = 0) {
        bits =
            UInt64(kind.code) | UInt64(truncatingIfNeeded: start) &<< 8
            | UInt64(truncatingIfNeeded: end) &<< 36
    }

    /// Kind of JSON value.
    @inline(__always)
    var kind: Kind { Kind(code: UInt8(truncatingIfNeeded: bits)) }

    /// First byte of a number, or of a text behind its quote.
    @inline(__always)
    var start: Int { Int(truncatingIfNeeded: bits &>> 8 & 0xFFF_FFFF) }

    /// Behind the last byte of a number, or of a text before its quote.
    @inline(__always)
    var end: Int { Int(truncatingIfNeeded: bits &>> 36) }

    /// The bytes of a number or of a text, in the payload.
    @inline(__always)
    var range: Range<Int> { start..<end }

    /// The same in a text in which the payload begins at `payload`.
    @inline(__always)
    func range(from payload: Int) -> EventBatch.TextRange {
        EventBatch.TextRange(
            start: UInt32(truncatingIfNeeded: payload &+ start),
            count: UInt32(truncatingIfNeeded: end &- start))
    }

    /// Whether there is no value.
    @inline(__always)
    var isMissing: Bool { bits & 0xFF < 2 }
}
