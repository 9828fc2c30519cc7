// SAFETY: every store is into room that `OutputSpan` says it has, checked before it, and of no more
// bytes than that; sources are static strings, which are never freed, and spans, which their owners
// keep alive meanwhile, and no more of them is read than they have.

/// Appending runs of bytes at once, where there is room for them.
extension OutputSpan<UInt8> {
    /// Appends `source`, for which there must be room.
    @inline(__always)
    mutating func append(_ source: Span<UInt8>) {
        unsafe source.withUnsafeBytes { unsafe append($0) }
    }

    /// Appends `source`, for which there must be room.
    @inline(__always)
    mutating func append(_ source: StaticString) {
        unsafe append(
            UnsafeRawBufferPointer(start: source.utf8Start, count: source.utf8CodeUnitCount))
    }

    /// Appends the first `count` bytes of two words, all of which there must be room for.
    @inline(__always)
    mutating func append(_ low: UInt64, _ high: UInt64, count size: Int) {
        precondition(freeCapacity >= 16 && UInt(bitPattern: size) <= 16)
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            guard let target = buffer.baseAddress else { return }
            let room = UnsafeMutableRawPointer(target)
            unsafe room.storeBytes(of: low.littleEndian, toByteOffset: count, as: UInt64.self)
            unsafe room.storeBytes(of: high.littleEndian, toByteOffset: count &+ 8, as: UInt64.self)
            count &+= size
        }
    }

    /// Appends the first `count` bytes of a word, all of which there must be room for.
    @inline(__always)
    mutating func append(_ word: UInt64, count size: Int) {
        precondition(freeCapacity >= 8 && UInt(bitPattern: size) <= 8)
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            guard let target = buffer.baseAddress else { return }
            unsafe UnsafeMutableRawPointer(target).storeBytes(
                of: word.littleEndian, toByteOffset: count, as: UInt64.self)
            count &+= size
        }
    }

    @unsafe @inline(__always)
    private mutating func append(_ source: UnsafeRawBufferPointer) {
        precondition(source.count <= freeCapacity)
        unsafe withUnsafeMutableBufferPointer { buffer, count in
            guard let target = buffer.baseAddress, let first = source.baseAddress else {
                return
            }
            unsafe copy(first, to: UnsafeMutableRawPointer(target + count), source.count)
            count &+= source.count
        }
    }
}

/// Copies `size` bytes; short runs as two pieces that may overlap, which is cheaper than a call.
@unsafe @inline(__always)
private func copy(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, _ size: Int) {
    if size > 32 || size < 4 {
        unsafe target.copyMemory(from: source, byteCount: size)
    } else if size >= 16 {
        unsafe copyEnds(source, to: target, size, of: SIMD2<UInt64>.self)
    } else if size >= 8 {
        unsafe copyEnds(source, to: target, size, of: UInt64.self)
    } else {
        unsafe copyEnds(source, to: target, size, of: UInt32.self)
    }
}

/// Copies the first and the last bytes of `size`, which are all of them if a piece has half.
@unsafe @inline(__always)
private func copyEnds<Piece: BitwiseCopyable>(
    _ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, _ size: Int, of type: Piece.Type
) {
    let rest = size &- MemoryLayout<Piece>.size
    let first = unsafe source.loadUnaligned(as: type)
    let last = unsafe source.loadUnaligned(fromByteOffset: rest, as: type)
    unsafe target.storeBytes(of: first, as: type)
    unsafe target.storeBytes(of: last, toByteOffset: rest, as: type)
}
