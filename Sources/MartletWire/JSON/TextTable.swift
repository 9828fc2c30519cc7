/// Texts prepared once and appended often, from one buffer.
///
/// It is lent and never copied: no reference is counted while a record is written.
struct TextTable: ~Copyable, Sendable {
    private let bytes: [UInt8]
    private let ranges: [Range<Int>]

    /// Keeps the texts.
    init(_ texts: [[UInt8]]) {
        var bytes: [UInt8] = []
        ranges = texts.map { text in
            bytes += text
            return bytes.count - text.count..<bytes.count
        }
        self.bytes = bytes
    }

    /// Number of texts.
    var count: Int { ranges.count }

    /// Bytes of all texts.
    var size: Int { bytes.count }

    /// Appends text `index` to `target`, without its first byte if asked for.
    @inline(__always)
    func append(_ index: Int, to target: inout OutputSpan<UInt8>, droppingFirst: Bool = false) {
        view.append(index, to: &target, droppingFirst: droppingFirst)
    }

    /// The texts, for closures that append them.
    var view: View {
        @_lifetime(borrow self)
        get { View(bytes: bytes.span, ranges: ranges.span) }
    }

    /// Texts for appending.
    struct View: ~Escapable {
        private let bytes: Span<UInt8>
        private let ranges: Span<Range<Int>>

        @_lifetime(copy bytes, copy ranges)
        fileprivate init(bytes: Span<UInt8>, ranges: Span<Range<Int>>) {
            self.bytes = bytes
            self.ranges = ranges
        }

        /// Number of texts.
        var count: Int { ranges.count }

        /// Appends text `index` to `target`, without its first byte if asked for.
        @inline(__always)
        func append(
            _ index: Int, to target: inout OutputSpan<UInt8>, droppingFirst: Bool = false
        ) {
            let range = ranges[index]
            let start = range.lowerBound &+ (droppingFirst ? 1 : 0)
            target.append(bytes.extracting(start..<range.upperBound))
        }
    }
}
