// SAFETY: `init` checks that a zero byte stands behind the payload, and `slack` bytes in all. No
// reader of a payload goes past a zero byte: an index moves on only over bytes that were looked at
// and found to be something else. So every index is at most `count`, and what is read from there
// on lies inside `bytes`. Debug builds check each index.

/// A payload that has no end to watch for: behind it stands a zero, which no JSON has.
struct JSONText: ~Escapable {
    /// Bytes behind a payload that can be read: the zero, and what a wide load takes along.
    static let slack = 64

    /// The payload and the bytes behind it.
    private let bytes: Span<UInt8>

    /// Wraps a payload; nil if the bytes behind it are not what this type relies on.
    @inline(__always)
    @_lifetime(copy bytes)
    init?(_ payload: Range<Int>, of bytes: Span<UInt8>) {
        guard payload.lowerBound >= 0, bytes.count &- payload.upperBound >= Self.slack,
            unsafe bytes[unchecked: payload.upperBound] == 0
        else { return nil }
        unsafe self.bytes = bytes.extracting(
            unchecked: payload.lowerBound..<payload.upperBound &+ Self.slack)
    }

    /// Wraps all of `bytes` but the last ``slack``, which must be zeros.
    @_lifetime(copy bytes)
    init(padded bytes: Span<UInt8>) {
        precondition(bytes.count >= Self.slack && bytes[bytes.count - Self.slack] == 0)
        self.bytes = bytes
    }

    /// No payload.
    @_lifetime(immortal)
    init() { bytes = Span() }

    /// Number of bytes.
    @inline(__always)
    var count: Int { bytes.count &- Self.slack }

    /// The bytes of a part.
    @inline(__always)
    @_lifetime(copy self)
    func span(_ part: Range<Int>) -> Span<UInt8> { bytes.extracting(part) }

    /// The byte at `index`, or 0 at the end.
    @inline(__always)
    func byte(at index: Int) -> UInt8 {
        assert(index >= 0 && index <= count)
        return unsafe bytes[unchecked: index]
    }

    /// The eight bytes from `index` on, the first one lowest.
    @inline(__always)
    func word(at index: Int) -> UInt64 {
        assert(index >= 0 && index <= bytes.count &- 8)
        let word = unsafe bytes.bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: index, as: UInt64.self)
        return UInt64(littleEndian: word)
    }

    /// The first index from `start` on of a byte that a string may not simply hold.
    ///
    /// That is a quote, a backslash, a control character (such as the zero at the end) and one that
    /// is not ASCII.
    @inline(__always)
    func endOfPlainText(from start: Int) -> Int {
        var index = start
        while true {
            assert(index >= 0 && index <= count)
            let marks = unsafe ByteBlock(bytes, unchecked: index).unusual(isASCII: true)
            if marks != 0 { return index &+ ByteBlock.position(marks) }
            index &+= ByteBlock.width
        }
    }

    /// The first index from `start` on of a byte that is no digit.
    @inline(__always)
    func endOfDigits(from start: Int) -> Int {
        var index = start
        while true {
            assert(index >= 0 && index <= count)
            let marks = unsafe ByteBlock(bytes, unchecked: index).nonDigits
            if marks != 0 { return index &+ ByteBlock.position(marks) }
            index &+= ByteBlock.width
        }
    }
}
