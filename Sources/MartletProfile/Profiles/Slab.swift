/// Memory for rows of one fixed size, handed out one after the other and never moved.
///
/// Rows are a multiple of 32 bytes and begin on one, so that most of them touch no cache line more
/// than they need.
///
/// SAFETY: chunks are allocated for `rowsPerChunk` whole rows and freed only with the slab; a row
/// is set to zero when `append()` hands it out, and `row(_:)` is called with indices that it
/// returned.
@safe
struct Slab: ~Copyable {
    /// Words of a row, a few to spare included.
    let wordsPerRow: Int
    /// Rows handed out.
    private(set) var count = 0
    private let shift: Int
    private var chunks: [UnsafeMutablePointer<Int64>] = unsafe []

    /// About 512 KiB a chunk, so that a small shard stays small.
    init(wordsPerRow: Int) {
        self.wordsPerRow = (max(1, wordsPerRow) + 3) & ~3
        let rows = max(1, 65_536 / self.wordsPerRow)
        shift = Int.bitWidth - 1 - rows.leadingZeroBitCount
    }

    deinit {
        for index in unsafe chunks.indices { unsafe chunks[index].deallocate() }
    }

    /// Adds a row of zeros.
    mutating func append() -> Int {
        let rowsPerChunk = 1 << shift
        if count & (rowsPerChunk - 1) == 0 {
            let words = rowsPerChunk * wordsPerRow
            let memory = UnsafeMutableRawPointer.allocate(byteCount: words * 8, alignment: 64)
            let chunk = unsafe memory.bindMemory(to: Int64.self, capacity: words)
            unsafe chunks.append(chunk)
        }
        count += 1
        row(count - 1).clear(wordsPerRow)
        return count - 1
    }

    /// The row at `index`.
    @inline(__always)
    func row(_ index: Int) -> Words {
        let inChunk = (index & ((1 &<< shift) &- 1)) &* wordsPerRow
        return unsafe Words(chunks[index &>> shift] + inChunk)
    }

    /// Bytes set aside.
    var bytes: Int { unsafe chunks.count << shift * wordsPerRow * 8 }
}
