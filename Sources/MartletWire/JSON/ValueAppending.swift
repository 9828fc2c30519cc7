package import MartletProfile

/// Appending single JSON values to bytes, for record encoders on the path of an event.
extension [UInt8] {
    /// Makes a JSON text of `text`, with its quotes.
    package init(quoted text: String) {
        self = []
        appendQuoted(Array(text.utf8).span, comma: false)
    }

    /// Appends an integer.
    package mutating func append(integer value: Int) {
        append(addingCapacity: 20) { $0.append(integer: value) }
    }

    /// Appends a finite double with the fewest digits that read back as the same; null otherwise.
    package mutating func append(double value: Double) {
        guard value.isFinite else { return append("null" as StaticString) }
        if value == value.rounded(), value.magnitude < 1e15 {
            return append(integer: Int(value))
        }
        append(contentsOf: value.description.utf8)
    }

    /// Appends an instant as RFC 3339 text; null for one that never comes, or that comes after
    /// the last year that the text form can show.
    package mutating func append(instant: Instant) {
        if instant.milliseconds >= Instant.yearTenThousand { return append("null" as StaticString) }
        append(addingCapacity: 26) { room in
            room.append(UInt8(ascii: "\""))
            instant.appendRFC3339(to: &room)
            room.append(UInt8(ascii: "\""))
        }
    }
}

extension OutputSpan<UInt8> {
    /// Appends an integer, which takes at most 20 bytes.
    @inline(__always)
    mutating func append(integer value: Int) {
        if UInt(bitPattern: value) < 10 {
            append(UInt8(truncatingIfNeeded: value) &+ UInt8(ascii: "0"))
        } else {
            append(longInteger: value)
        }
    }

    @inline(never)
    private mutating func append(longInteger value: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        DecimalDigits(UInt64(value.magnitude)).append(to: &self)
    }
}

/// Texts prepared once and appended often, from one buffer.
package struct TextTable: Sendable {
    private let bytes: [UInt8]
    private let ends: [Int]

    /// Keeps the texts.
    package init(_ texts: [[UInt8]]) {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for text in texts {
            bytes += text
            ends.append(bytes.count)
        }
        self.bytes = bytes
        self.ends = ends
    }

    /// Number of texts.
    package var count: Int { ends.count }

    /// Appends text `index` to `target`, without its first byte if asked for.
    @inline(__always)
    package func append(
        _ index: Int, to target: inout [UInt8], droppingFirst: Bool = false
    ) {
        let start = (index == 0 ? 0 : ends[index &- 1]) &+ (droppingFirst ? 1 : 0)
        target.append(bytes.span.extracting(start..<ends[index]))
    }
}
