/// Hashing and comparison of short byte strings (ids, keys), eight bytes at a time.
///
/// SAFETY: every load lies inside `[start, start + count)`: whole words while eight bytes are left,
/// then one word that ends with the last byte (or single bytes where fewer than eight exist).
@safe
enum ByteHash {
    /// A well mixed 64-bit hash; the same on every machine and in every run.
    ///
    /// Multiply-and-fold mixing in the manner of wyhash (Wang Yi, public domain); not secret-keyed:
    /// chosen ids can collide, which costs time, never correctness.
    @inline(__always)
    static func hash(_ bytes: Span<UInt8>) -> UInt64 {
        unsafe bytes.withUnsafeBytes { unsafe hash($0.baseAddress, $0.count) }
    }

    @inline(__always)
    private static func hash(_ start: UnsafeRawPointer?, _ count: Int) -> UInt64 {
        guard let start = unsafe start, count > 0 else { return 0 }
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count)
        var at = 0
        while count - at > 8 {
            state = unsafe fold(state ^ word(start, at), 0xA076_1D64_78BD_642F)
            at += 8
        }
        let last = unsafe count >= 8 ? word(start, count - 8) : tail(start, count)
        return fold(state ^ last, 0xE703_7ED1_A0B4_28DB)
    }

    /// A well mixed hash of two words.
    @inline(__always)
    static func hash(_ low: Int64, _ high: Int64) -> UInt64 {
        let first = fold(UInt64(bitPattern: low) ^ 0x9E37_79B9_7F4A_7C15, 0xA076_1D64_78BD_642F)
        return fold(first ^ UInt64(bitPattern: high), 0xE703_7ED1_A0B4_28DB)
    }

    /// Whether two byte strings of one length are the same.
    @inline(__always)
    static func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        unsafe left.withUnsafeBytes { first in
            unsafe right.withUnsafeBytes { second in
                guard let start = first.baseAddress else { return true }
                return unsafe equal(start, second.baseAddress, first.count)
            }
        }
    }

    @inline(__always)
    static func equal(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer?, _ count: Int) -> Bool {
        guard let right = unsafe right else { return count == 0 }
        if count < 8 { return unsafe tail(left, count) == tail(right, count) }
        var at = 0
        while count - at > 8 {
            if unsafe word(left, at) != word(right, at) { return false }
            at += 8
        }
        return unsafe word(left, count - 8) == word(right, count - 8)
    }

    /// Up to fifteen bytes as two words, their number in the highest byte; nil if there are more.
    ///
    /// Equal bytes give equal words and only they do.
    @inline(__always)
    static func packed(_ bytes: Span<UInt8>) -> (Int64, Int64)? {
        let count = bytes.count
        guard count <= 15 else { return nil }
        var low: UInt64 = 0
        var high: UInt64 = 0
        unsafe bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress, count > 0 else { return }
            low = unsafe count < 8 ? tail(start, count) : word(start, 0)
            if count > 8 {
                high = unsafe word(start, count - 8) >> UInt64(8 * (16 - count))
            }
        }
        return (
            Int64(bitPattern: low), Int64(bitPattern: high | UInt64(count) << 56)
        )
    }

    @inline(__always)
    private static func word(_ start: UnsafeRawPointer, _ at: Int) -> UInt64 {
        unsafe start.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
    }

    /// Fewer than eight bytes as one word, the missing ones zero.
    @inline(__always)
    private static func tail(_ start: UnsafeRawPointer, _ count: Int) -> UInt64 {
        if count >= 4 {
            let low = unsafe start.loadUnaligned(as: UInt32.self).littleEndian
            let high = unsafe start.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
                .littleEndian
            return UInt64(low) | UInt64(high >> UInt32(8 * (8 - count))) << 32
        }
        var result: UInt64 = 0
        for index in 0..<count {
            let byte = unsafe start.load(fromByteOffset: index, as: UInt8.self)
            result |= UInt64(byte) << UInt64(8 * index)
        }
        return result
    }

    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
