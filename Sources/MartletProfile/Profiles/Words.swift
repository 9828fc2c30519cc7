/// A view of consecutive 64-bit words in a ``Slab`` or a ``BlockPool``: a profile's row, or a list.
///
/// SAFETY: only `Slab` and `BlockPool` make views. They never free or move a chunk while they live,
/// a view is used only within one call on the table that owns both, and every index into it comes
/// from the compiled layout or from the list's own count, which the owner keeps within the words
/// that it set aside. Debug builds check that the memory is there when it is first handed out.
@safe
struct Words {
    private let base: UnsafeMutablePointer<Int64>

    @inline(__always)
    init(_ base: UnsafeMutablePointer<Int64>) { unsafe self.base = base }

    /// Where it stands: no two places in use are the same.
    @inline(__always)
    var address: Int { unsafe Int(bitPattern: base) }

    /// The word at `index`.
    @inline(__always)
    subscript(index: Int) -> Int64 {
        get { unsafe base[index] }
        nonmutating set { unsafe base[index] = newValue }
    }

    /// The upper half of the word at `index`.
    @inline(__always)
    func upperHalf(_ index: Int) -> UInt32 {
        // On little-endian machines the upper half is the later one.
        unsafe UnsafeRawPointer(base).load(fromByteOffset: index &* 8 &+ 4, as: UInt32.self)
    }

    /// The same memory from `offset` on.
    @inline(__always)
    func from(_ offset: Int) -> Words { unsafe Words(base + offset) }

    /// Moves `count` words from `source` to `target`; the two may overlap.
    @inline(__always)
    func move(_ count: Int, from source: Int, to target: Int) {
        unsafe (base + target).update(from: base + source, count: count)
    }

    /// Sets `count` words from `start` on to zero.
    @inline(__always)
    func clear(_ count: Int, from start: Int = 0) {
        unsafe (base + start).update(repeating: 0, count: count)
    }

    /// Copies `count` words of `other` to the start of this memory.
    @inline(__always)
    func copy(_ count: Int, of other: Words) {
        unsafe base.update(from: other.base, count: count)
    }

    /// Copies bytes to the start of this memory.
    func write(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { source in
            unsafe UnsafeMutableRawBufferPointer(start: base, count: source.count)
                .copyMemory(from: source)
        }
    }

    /// The first `count` bytes of this memory, which `owner` keeps.
    @inline(__always)
    @_lifetime(borrow owner)
    func bytes<Owner: ~Copyable>(_ count: Int, of owner: borrowing Owner) -> Span<UInt8> {
        let bytes = unsafe UnsafeRawPointer(base).assumingMemoryBound(to: UInt8.self)
        let span = unsafe Span(_unsafeStart: bytes, count: count)
        return unsafe _overrideLifetime(span, borrowing: owner)
    }

    /// Whether the first bytes of this memory are `bytes`; words past the end are zero-padded.
    @inline(__always)
    func holds(_ bytes: Span<UInt8>) -> Bool {
        unsafe bytes.withUnsafeBytes { source in
            unsafe ByteHash.equal(UnsafeRawPointer(base), source.baseAddress, source.count)
        }
    }
}
