/// A short text as an index looks for it, a customer id or a key: two words, and their hash.
struct TextKey: BitwiseCopyable {
    /// A text of up to fifteen bytes as ``ByteHash/packed(_:)`` makes it; of a longer one a number
    /// that follows from it, and -1.
    let low, high: Int64
    /// Where the index looks for it.
    let hash: UInt64

    /// The key of a text.
    @inline(__always)
    init(_ text: Span<UInt8>) {
        (low, high) =
            ByteHash.packed(text) ?? (Int64(bitPattern: ByteHash.hash(text)), -1)
        hash = ByteHash.hash(low, high)
    }

    /// Whether the words are the text.
    @inline(__always)
    var isWhole: Bool { high != -1 }
}
