internal import Glibc

// SAFETY: both functions check that the ranges lie inside the arrays before the C library sees a
// pointer, and no pointer leaves its closure.

/// The two loops over bytes that are worth leaving to the C library's vector code.
enum ByteScan {
    /// Where the first line feed of `bytes[start..<end]` stands; nil if there is none.
    @inline(__always)
    static func lineFeed(in bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
        precondition(start >= 0 && start <= end && end <= bytes.count)
        return unsafe bytes.withUnsafeBytes { buffer -> Int? in
            guard let base = buffer.baseAddress,
                let found = unsafe memchr(base + start, 0x0A, end - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }

    /// Copies `count` bytes between two arrays.
    static func copy(
        _ source: [UInt8], from start: Int, count: Int, to target: inout [UInt8], at place: Int
    ) {
        precondition(start >= 0 && place >= 0 && count >= 0)
        precondition(start + count <= source.count && place + count <= target.count)
        guard count > 0 else { return }
        unsafe source.withUnsafeBytes { from in
            unsafe target.withUnsafeMutableBytes { to in
                _ = unsafe memcpy(
                    to.baseAddress.unsafelyUnwrapped + place,
                    from.baseAddress.unsafelyUnwrapped + start, count)
            }
        }
    }
}
