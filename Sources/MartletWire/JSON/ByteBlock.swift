#if arch(x86_64) && canImport(_Builtin_intrinsics.intel.sse2)
    import _Builtin_intrinsics.intel.sse2
#endif

// SAFETY: the one unchecked load is that of an initialiser marked unsafe, whose caller answers for
// the index.

#if arch(x86_64) && canImport(_Builtin_intrinsics.intel.sse2)
    /// The bytes that are looked at together: as many as the machine can at least.
    typealias ByteBlock = VectorBlock

    /// Sixteen bytes in a vector; every x86-64 machine has SSE2.
    struct VectorBlock {
        /// Number of bytes.
        static var width: Int { 16 }

        private let bytes: __m128i

        /// Loads the bytes from `index` on.
        @unsafe @inline(__always)
        init(_ source: Span<UInt8>, unchecked index: Int) {
            bytes = unsafe source.bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: index, as: __m128i.self)
        }

        /// Marks quotes, backslashes, control characters and, if asked for, what is not ASCII.
        @inline(__always)
        func unusual(isASCII: Bool) -> UInt32 {
            // With this bit changed, quotes come right behind the control characters, and nothing
            // else comes before them; as signed numbers, bytes that are not ASCII do.
            let changed = _mm_xor_si128(bytes, _mm_set1_epi8(0x02))
            let controls =
                isASCII
                ? _mm_cmplt_epi8(changed, _mm_set1_epi8(0x21))
                : _mm_cmpeq_epi8(_mm_min_epu8(changed, _mm_set1_epi8(0x20)), changed)
            let backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x5C))
            return UInt32(bitPattern: _mm_movemask_epi8(_mm_or_si128(controls, backslashes)))
        }

        /// Marks what is no digit.
        @inline(__always)
        var nonDigits: UInt32 {
            // Digits become the ten highest signed numbers, 0x76 to 0x7F.
            let shifted = _mm_add_epi8(bytes, _mm_set1_epi8(0x46))
            let found = _mm_cmplt_epi8(shifted, _mm_set1_epi8(0x76))
            return UInt32(bitPattern: _mm_movemask_epi8(found))
        }

        /// Which byte the lowest of `marks`, which are not zero, stands for.
        @inline(__always)
        static func position(_ marks: UInt32) -> Int { marks.trailingZeroBitCount }
    }
#else
    /// The bytes that are looked at together: as many as the machine can at least.
    typealias ByteBlock = WordBlock
#endif

/// Eight bytes in a word, on any machine.
struct WordBlock {
    /// Number of bytes.
    static var width: Int { 8 }

    private let word: UInt64

    /// Takes the bytes of a word, the first one lowest.
    init(_ word: UInt64) { self.word = word }

    /// Loads the bytes from `index` on.
    @unsafe @inline(__always)
    init(_ source: Span<UInt8>, unchecked index: Int) {
        let word = unsafe source.bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: index, as: UInt64.self)
        self.word = UInt64(littleEndian: word)
    }

    /// Marks quotes, backslashes, control characters and, if asked for, what is not ASCII.
    ///
    /// A byte borrows from the next one only if it is marked itself: the lowest mark is exact.
    @inline(__always)
    func unusual(isASCII: Bool) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5C)
        let found =
            ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
            | ((word &- ones &* 0x20) & ~word) | (isASCII ? word : 0)
        return found & (ones &* 0x80)
    }

    /// Marks what is no digit; only the lowest mark is sure to be right.
    @inline(__always)
    var nonDigits: UInt64 { JSONNumber.nonDigits(word) }

    /// Which byte the lowest of `marks`, which are not zero, stands for.
    @inline(__always)
    static func position(_ marks: UInt64) -> Int { marks.trailingZeroBitCount &>> 3 }
}
