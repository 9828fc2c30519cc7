/// A copy of a payload or of a name, with behind it what a ``JSONText`` relies on.
struct PaddedBytes: Sendable {
    private var bytes: [UInt8] = []

    /// Copies `source`.
    init(_ source: Span<UInt8>) { replace(by: source) }

    /// Makes room for later.
    init() {}

    /// Copies `source` in the place of what it held.
    mutating func replace(by source: Span<UInt8>) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(source)
        bytes.append(contentsOf: repeatElement(0, count: JSONText.slack))
    }

    /// What was copied.
    var text: JSONText {
        @_lifetime(borrow self)
        get { JSONText(padded: bytes.span) }
    }
}
