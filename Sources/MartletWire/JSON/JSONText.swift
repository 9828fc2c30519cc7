#if arch(x86_64) && canImport(_Builtin_intrinsics.intel.sse2)
    import _Builtin_intrinsics.intel.sse2
#endif

// SAFETY: every unchecked access stands behind a comparison of the whole range that it touches
// with the span's own count, so no index from a payload can reach outside of it.

/// A payload that has no end to watch for: past it there are zeros, which no JSON has.
struct JSONText: ~Escapable {
    /// The payload.
    let bytes: Span<UInt8>
    /// The indices at which eight bytes can be read, and sixteen, are those below.
    private let wordEnd: UInt
    private let blockEnd: UInt

    /// Wraps a payload.
    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
        wordEnd = UInt(bitPattern: max(bytes.count &- 7, 0))
        blockEnd = UInt(bitPattern: max(bytes.count &- 15, 0))
    }

    /// Number of bytes.
    @inline(__always)
    var count: Int { bytes.count }

    /// The byte at `index`, or 0 past the end.
    @inline(__always)
    func byte(at index: Int) -> UInt8 {
        guard UInt(bitPattern: index) < UInt(bitPattern: bytes.count) else { return 0 }
        return unsafe bytes[unchecked: index]
    }

    /// The eight bytes from `index` on, the first one lowest, with zeros past the end.
    @inline(__always)
    func word(at index: Int) -> UInt64 {
        guard UInt(bitPattern: index) < wordEnd else { return lastWord(at: index) }
        return unsafe uncheckedWord(at: index)
    }

    /// The sixteen bytes from `index` on as two words, with zeros past the end.
    @inline(__always)
    func words(at index: Int) -> (low: UInt64, high: UInt64) {
        wholeWords(at: index) ?? (word(at: index), word(at: index &+ 8))
    }

    /// The sixteen bytes from `index` on as two words; nil if they are not all in the payload.
    @inline(__always)
    func wholeWords(at index: Int) -> (low: UInt64, high: UInt64)? {
        guard UInt(bitPattern: index) < blockEnd else { return nil }
        return unsafe (uncheckedWord(at: index), uncheckedWord(at: index &+ 8))
    }

    /// Appends the bytes from `start` to before `end`.
    @inline(__always)
    func append(_ start: Int, _ end: Int, to output: inout [UInt8]) {
        let size = end &- start
        if size <= 16, UInt(bitPattern: start) < blockEnd {
            // Most texts are short: two words more or less are cheaper than a call to copy.
            let (low, high) = words(at: start)
            output.append(addingCapacity: 16) { $0.append(low, high, count: size) }
        } else {
            output.append(bytes.extracting(start..<end))
        }
    }

    @unsafe @inline(__always)
    private func uncheckedWord(at index: Int) -> UInt64 {
        let word = unsafe bytes.bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: index, as: UInt64.self)
        return UInt64(littleEndian: word)
    }

    /// Four bytes, moved up by as many bytes as are `shifted`.
    @unsafe @inline(__always)
    private func uncheckedHalf(at index: Int, shifted: Int) -> UInt64 {
        let half = unsafe bytes.bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: index, as: UInt32.self)
        return UInt64(UInt32(littleEndian: half)) &<< UInt64(truncatingIfNeeded: 8 &* shifted)
    }

    /// The bytes from `index` to the end, of which there are fewer than eight.
    @inline(never)
    private func lastWord(at index: Int) -> UInt64 {
        guard UInt(bitPattern: index) < UInt(bitPattern: count) else { return 0 }
        guard count < 8 else {
            let before = UInt64(truncatingIfNeeded: index &+ 8 &- count)
            return unsafe uncheckedWord(at: count &- 8) &>> (8 &* before)
        }
        // All bytes of a text this short, those in the middle twice and in the same place.
        var word: UInt64 = 0
        if count >= 4 {
            word = unsafe uncheckedHalf(at: 0, shifted: 0)
            word |= unsafe uncheckedHalf(at: count &- 4, shifted: count &- 4)
        } else {
            for offset in 0..<count { word |= UInt64(bytes[offset]) &<< UInt64(8 &* offset) }
        }
        return word &>> UInt64(truncatingIfNeeded: 8 &* index)
    }

    /// The first index from `start` on of a byte that a string may not simply hold, or the end.
    ///
    /// That is a quote, a backslash, a control character and, if asked for, one that is not ASCII.
    @inline(__always)
    func endOfPlainText(from start: Int, isASCII: Bool = true) -> Int {
        var index = start
        #if arch(x86_64) && canImport(_Builtin_intrinsics.intel.sse2)
            while UInt(bitPattern: index) < blockEnd {
                let bits = unsafe unusualBits(at: index, isASCII: isASCII)
                if bits != 0 { return index &+ bits.trailingZeroBitCount }
                index &+= 16
            }
            if blockEnd > 0, index < count {
                // The last sixteen bytes, without those before the index.
                let before = index &- (count &- 16)
                let bits = unsafe unusualBits(at: count &- 16, isASCII: isASCII)
                let rest = bits &>> UInt32(truncatingIfNeeded: before)
                return rest != 0 ? index &+ rest.trailingZeroBitCount : count
            }
        #endif
        return endOfPlainTextByWords(from: index, isASCII: isASCII)
    }

    #if arch(x86_64) && canImport(_Builtin_intrinsics.intel.sse2)
        /// One bit for each of the sixteen bytes from `index` on: whether the search ends there.
        @unsafe @inline(__always)
        private func unusualBits(at index: Int, isASCII: Bool) -> UInt32 {
            let block = unsafe bytes.bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: index, as: __m128i.self)
            // As signed numbers, bytes that are not ASCII are below control characters' limit.
            let controls =
                isASCII
                ? _mm_cmplt_epi8(block, _mm_set1_epi8(0x20))
                : _mm_cmpeq_epi8(_mm_min_epu8(block, _mm_set1_epi8(0x1F)), block)
            let quotes = _mm_cmpeq_epi8(block, _mm_set1_epi8(0x22))
            let backslashes = _mm_cmpeq_epi8(block, _mm_set1_epi8(0x5C))
            let found = _mm_or_si128(controls, _mm_or_si128(quotes, backslashes))
            return UInt32(bitPattern: _mm_movemask_epi8(found))
        }
    #endif

    /// The same as ``endOfPlainText(from:isASCII:)``, eight bytes at a time, on any machine.
    @inline(never)
    func endOfPlainTextByWords(from start: Int, isASCII: Bool) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = start
        while index < count {
            let word = word(at: index)
            let quotes = word ^ (ones &* 0x22)
            let backslashes = word ^ (ones &* 0x5C)
            // A byte borrows from the next one only if it is found itself: the lowest is exact.
            let found =
                ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
                | ((word &- ones &* 0x20) & ~word) | (isASCII ? word : 0)
            let bits = found & (ones &* 0x80)
            if bits != 0 { return min(index &+ bits.trailingZeroBitCount &>> 3, count) }
            index &+= 8
        }
        return count
    }
}
