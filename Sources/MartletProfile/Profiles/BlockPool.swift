/// Memory for lists of words that grow and shrink: size classes over large chunks, with free lists.
///
/// SAFETY: a block lies wholly inside the chunk that its location names; a freed block's first word
/// holds the next free block of its class and is not touched through any list until it is handed
/// out again. Chunks are freed only with the pool.
@safe
struct BlockPool: ~Copyable {
    private static let chunkShift = 16
    private static let chunkWords = 1 << chunkShift
    private static let sizeClasses = 64

    /// Where the blocks are, without the means to hand out more: trivial, for reading only.
    ///
    /// SAFETY: used only while the pool is not changed.
    @safe
    struct View {
        fileprivate let chunks: UnsafeMutablePointer<UnsafeMutablePointer<Int64>>

        /// The words of a block.
        @inline(__always)
        func block(_ location: Int) -> Words {
            unsafe Words(
                chunks[location >> BlockPool.chunkShift]
                    + (location & (BlockPool.chunkWords - 1)))
        }
    }

    private var chunks = UnsafeMutablePointer<UnsafeMutablePointer<Int64>>.allocate(capacity: 16)
    private var chunkCount = 0
    private var chunkCapacity = 16
    private var current = 0
    private var used = BlockPool.chunkWords
    private var words = 0
    /// First free block of each size class, -1 = none.
    private let free = UnsafeMutablePointer<Int>.allocate(capacity: BlockPool.sizeClasses)

    init() { unsafe free.initialize(repeating: -1, count: BlockPool.sizeClasses) }

    deinit {
        unsafe free.deallocate()
        for index in 0..<chunkCount { unsafe chunks[index].deallocate() }
        unsafe chunks.deallocate()
    }

    /// The blocks as they are now.
    @inline(__always)
    var view: View { unsafe View(chunks: chunks) }

    /// Words in a block of `sizeClass`: 1, 2, 3, 4, 6, 8, 12, 16, 24 ...
    @inline(__always)
    static func size(of sizeClass: Int) -> Int {
        if sizeClass == 0 { return 1 }
        let base = 1 << ((sizeClass + 1) >> 1)
        return sizeClass & 1 == 1 ? base : base + base >> 1
    }

    /// The smallest class that holds `words`.
    static func sizeClass(holding words: Int) -> Int {
        guard words > 2 else { return max(words, 1) - 1 }
        // 2^n < words <= 2^(n + 1): three quarters of the way up, or all of it.
        let power = Int.bitWidth - 1 - (words - 1).leadingZeroBitCount
        return 2 * power + (words > 3 << (power - 1) ? 1 : 0)
    }

    /// Hands out a block; its words hold anything.
    mutating func allocate(sizeClass: Int) -> Int {
        let head = unsafe free[sizeClass]
        if head >= 0 {
            unsafe free[sizeClass] = Int(block(head)[0])
            return head
        }
        let size = BlockPool.size(of: sizeClass)
        if size > BlockPool.chunkWords { return addChunk(size) << BlockPool.chunkShift }
        // On a multiple of the greatest power of two in its size, up to a cache line.
        let alignment = min(8, 1 << size.trailingZeroBitCount)
        used = (used + alignment - 1) & ~(alignment - 1)
        if used + size > BlockPool.chunkWords {
            current = addChunk(BlockPool.chunkWords)
            used = 0
        }
        defer { used += size }
        return current << BlockPool.chunkShift | used
    }

    /// Takes a block back.
    mutating func release(_ location: Int, sizeClass: Int) {
        block(location)[0] = unsafe Int64(free[sizeClass])
        unsafe free[sizeClass] = location
    }

    /// The words of a block.
    @inline(__always)
    func block(_ location: Int) -> Words { view.block(location) }

    /// Bytes set aside.
    var bytes: Int { words * 8 }

    private mutating func addChunk(_ size: Int) -> Int {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size * 8, alignment: 64)
        let chunk = unsafe memory.bindMemory(to: Int64.self, capacity: size)
        unsafe chunk.initialize(repeating: 0, count: size)
        if chunkCount == chunkCapacity {
            let wider = UnsafeMutablePointer<UnsafeMutablePointer<Int64>>
                .allocate(capacity: chunkCapacity * 2)
            unsafe wider.initialize(from: chunks, count: chunkCount)
            unsafe chunks.deallocate()
            unsafe chunks = wider
            chunkCapacity *= 2
        }
        unsafe (chunks + chunkCount).initialize(to: chunk)
        chunkCount += 1
        words += size
        return chunkCount - 1
    }
}
