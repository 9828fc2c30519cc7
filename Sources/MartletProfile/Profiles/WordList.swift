/// A list of equally wide entries in a ``BlockPool``, packed into one word of a row; 0 = empty.
///
/// 40 bits of location, 8 of size class (plus one, so that 0 means no block), 16 of count.
struct WordList {
    /// Most entries of a list.
    static let maximumCount = 65_535

    var word: Int64

    @inline(__always)
    init(_ word: Int64) { self.word = word }

    @inline(__always)
    private init(location: Int, sizeClass: Int, count: Int) {
        word = Int64(location) | Int64(sizeClass + 1) << 40 | Int64(count) << 48
    }

    /// Number of entries.
    @inline(__always)
    var count: Int { Int(UInt64(bitPattern: word) >> 48) }

    @inline(__always)
    private var location: Int { Int(word & 0xFF_FFFF_FFFF) }

    @inline(__always)
    private var sizeClass: Int { Int(word >> 40 & 0xFF) - 1 }

    /// The entries one after the other; only for a list that is not empty.
    @inline(__always)
    func entries(_ pool: borrowing BlockPool) -> Words { pool.block(location) }

    /// The same, read through a view.
    @inline(__always)
    func entries(_ pool: BlockPool.View) -> Words { pool.block(location) }

    /// Makes room for one entry at `index` and returns its words, which hold anything.
    @inline(__always)
    mutating func insert(at index: Int, stride: Int, _ pool: inout BlockPool) -> Words {
        let count = self.count
        if word == 0 || BlockPool.size(of: sizeClass) < (count &+ 1) &* stride {
            grow(to: (count &+ 1) &* stride, used: count &* stride, &pool)
        }
        let words = entries(pool)
        if index < count {
            words.move((count - index) * stride, from: index * stride, to: (index + 1) * stride)
        }
        // The count reaches into the sign bit.
        word &+= 1 << 48
        return words.from(index * stride)
    }

    /// Removes one entry of several or the only one; the block stays.
    mutating func remove(at index: Int, stride: Int, _ pool: borrowing BlockPool) {
        let behind = (index + 1) * stride
        entries(pool).move(count * stride - behind, from: behind, to: index * stride)
        word &-= 1 << 48
    }

    /// Removes the first `removed` entries.
    mutating func removeFirst(_ removed: Int, stride: Int, _ pool: inout BlockPool) {
        guard removed > 0 else { return }
        let left = count - removed
        if left == 0 { return free(&pool) }
        entries(pool).move(left * stride, from: removed * stride, to: 0)
        word = WordList(location: location, sizeClass: sizeClass, count: left).word
    }

    /// Forgets all entries and makes one, whose words hold anything; not for an empty list.
    mutating func restart() {
        word = WordList(location: location, sizeClass: sizeClass, count: 1).word
    }

    /// Gives the memory back.
    mutating func free(_ pool: inout BlockPool) {
        if word != 0 { pool.release(location, sizeClass: sizeClass) }
        word = 0
    }

    /// Makes a list of `count` entries whose words hold anything; the old content is given back.
    mutating func replace(count: Int, stride: Int, _ pool: inout BlockPool) -> Words {
        free(&pool)
        grow(to: max(1, count) * stride, used: 0, &pool)
        word = WordList(location: location, sizeClass: sizeClass, count: count).word
        return entries(pool)
    }

    /// Moves to a block of so many words, of which those in use are kept.
    @inline(never)
    private mutating func grow(to words: Int, used: Int, _ pool: inout BlockPool) {
        let old = self
        let sizeClass = BlockPool.sizeClass(holding: words)
        let location = pool.allocate(sizeClass: sizeClass)
        if used > 0 { pool.block(location).copy(used, of: old.entries(pool)) }
        if old.word != 0 { pool.release(old.location, sizeClass: old.sizeClass) }
        word = WordList(location: location, sizeClass: sizeClass, count: old.count).word
    }
}

extension WordList {
    /// Keeps bytes instead of entries: `count` is then their number.
    mutating func write(_ bytes: Span<UInt8>, _ pool: inout BlockPool) {
        let words = (bytes.count + 7) / 8
        let start = replace(count: words, stride: 1, &pool)
        start.clear(words)
        start.write(bytes)
        word = word & 0xFFFF_FFFF_FFFF | Int64(bytes.count) << 48
    }
}

extension WordList {
    /// Sorts entries of three words by the first two; most often they are in order already.
    func sortKeys(_ pool: borrowing BlockPool) {
        guard count > 1 else { return }
        let words = entries(pool)
        for index in 1..<count {
            let (unit, key, amount) = (words[index * 3], words[index * 3 + 1], words[index * 3 + 2])
            var place = index
            while place > 0,
                (unit, key) < (words[place * 3 - 3], words[place * 3 - 2])
            {
                words.move(3, from: place * 3 - 3, to: place * 3)
                place -= 1
            }
            words[place * 3] = unit
            words[place * 3 + 1] = key
            words[place * 3 + 2] = amount
        }
    }
}

extension WordList {
    /// Words of the list's block, those to spare included; 0 = no block.
    @inline(__always)
    var blockWords: Int { word == 0 ? 0 : BlockPool.size(of: sizeClass) }

    /// Puts back a list whose block was copied; the old content is given back.
    ///
    /// - Returns: The word of the list as it is now: its block may be another.
    mutating func restore(_ saved: WordList, from copy: Words, _ pool: inout BlockPool) -> Int64 {
        if word != 0, saved.word != 0, location == saved.location, sizeClass == saved.sizeClass {
            word = saved.word
        } else {
            free(&pool)
            guard saved.word != 0 else { return 0 }
            word =
                WordList(
                    location: pool.allocate(sizeClass: saved.sizeClass),
                    sizeClass: saved.sizeClass, count: saved.count
                ).word
        }
        entries(pool).copy(blockWords, of: copy)
        return word
    }
}
