package import MartletProfile

/// Appending to bytes that grow; for one value at a time, as room for it is made each time.
extension [UInt8] {
    /// Makes a JSON text of `text`, with its quotes.
    package init(quoted text: String) {
        self = []
        append(quoted: Array(text.utf8).span)
    }

    /// Appends `text`.
    @inline(__always)
    package mutating func append(_ text: Span<UInt8>) {
        append(addingCapacity: text.count) { $0.append(text) }
    }

    /// Appends `text`.
    @inline(__always)
    package mutating func append(_ text: StaticString) {
        append(addingCapacity: text.utf8CodeUnitCount) { $0.append(text) }
    }

    /// Appends `text` in quotes, escaped where it must be.
    package mutating func append(quoted text: Span<UInt8>) {
        append(addingCapacity: OutputSpan<UInt8>.longestQuoted(text.count)) {
            $0.append(quoted: text)
        }
    }

    /// Appends an integer.
    package mutating func append(integer value: Int) {
        append(addingCapacity: OutputSpan<UInt8>.longestValue) { $0.append(integer: value) }
    }

    /// Appends a finite double with the fewest digits that read back as the same; null otherwise.
    package mutating func append(double value: Double) {
        append(addingCapacity: OutputSpan<UInt8>.longestValue) { $0.append(double: value) }
    }

    /// Appends the 24 bytes of an instant's RFC 3339 text.
    package mutating func append(rfc3339 instant: Instant) {
        append(addingCapacity: OutputSpan<UInt8>.longestValue) { $0.append(rfc3339: instant) }
    }

    /// Appends an instant as RFC 3339 text; null for one that never comes, or that comes after
    /// the last year that the text form can show.
    package mutating func append(instant: Instant) {
        append(addingCapacity: OutputSpan<UInt8>.longestValue) { $0.append(instant: instant) }
    }
}
