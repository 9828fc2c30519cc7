/// One profile as plain numbers and texts, independent of the shard that it came from.
///
/// The image holds what cannot be computed again: sequence, membership, cells, buckets, keys,
/// remembered ids. Deadlines are not in it; they follow from the rest.
package struct RowImage: Sendable, Equatable {
    /// The numbers, in the order of the layout.
    package var words: [Int64] = []
    /// UTF-8 of the texts that numbers refer to by index.
    package var text: [UInt8] = []
    /// End of each text in ``text``.
    package var textEnds: [Int] = []

    /// Makes an empty image.
    package init() {}

    /// Empties the image and keeps its memory.
    package mutating func removeAll() {
        words.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
        textEnds.removeAll(keepingCapacity: true)
    }

    /// Adds a text and returns its index.
    fileprivate mutating func add(_ bytes: Span<UInt8>) -> Int64 {
        for index in bytes.indices { text.append(bytes[index]) }
        textEnds.append(text.count)
        return Int64(textEnds.count - 1)
    }

    fileprivate func range(_ index: Int64) -> Range<Int>? {
        guard index >= 0, index < textEnds.count else { return nil }
        return (index == 0 ? 0 : textEnds[Int(index) - 1])..<textEnds[Int(index)]
    }
}

extension ProfileTable {
    /// Writes the profile in `row` into `image`, which is emptied first.
    package func export(_ row: Int, into image: inout RowImage) {
        image.removeAll()
        let words = slab.row(row)
        image.words.append(words[RowHeader.sequence] & 0xFFFF_FFFF)
        for slot in plan.slots {
            switch slot {
            case .word(let offset): image.words.append(words[offset])
            case .dated(let offset): export(words, offset, into: &image)
            case .buckets(let place):
                let layout = plan.features.buckets[place]
                let list = WordList(words[layout.offset])
                image.words.append(Int64(list.count))
                guard list.word != 0 else { continue }
                let entries = list.entries(pool)
                for index in 0..<list.count {
                    let entry = entries.from(index * layout.stride)
                    image.words.append(entry[0])
                    for slot in plan.bucketSlots[place] {
                        switch slot {
                        case .dated(let offset): export(entry, offset, into: &image)
                        case .word(let offset): image.words.append(entry[offset])
                        case .buckets, .keys, .occasions, .ids: break
                        }
                    }
                }
            case .keys(let place): exportKeys(words, place, into: &image)
            case .occasions(let place):
                exportWords(words, plan.features.lists[place].offset, into: &image)
            case .ids(let offset): exportWords(words, offset, into: &image)
            }
        }
    }

    /// A list of words, as it is.
    private func exportWords(_ words: Words, _ offset: Int, into image: inout RowImage) {
        let list = WordList(words[offset])
        image.words.append(Int64(list.count))
        for index in 0..<list.count { image.words.append(list.entries(pool)[index]) }
    }

    private func export(_ words: Words, _ offset: Int, into image: inout RowImage) {
        let stamp = words[offset]
        image.words.append(stamp)
        let isText = Cell.isText(stamp: stamp)
        image.words.append(
            isText ? exportSymbol(words[offset + 1], into: &image) : words[offset + 1])
    }

    private func exportKeys(_ words: Words, _ place: Int, into image: inout RowImage) {
        let layout = plan.features.lists[place]
        let list = WordList(words[layout.offset])
        image.words.append(Int64(list.count))
        guard list.word != 0 else { return }
        let entries = list.entries(pool)
        for index in 0..<list.count {
            let entry = entries.from(index * layout.shape.stride)
            if layout.shape == .lifetime {
                image.words.append(exportKey(entry[0] >> 32, layout, into: &image))
                image.words.append(entry[0] & 0xFFFF_FFFF)
                continue
            }
            image.words.append(entry[0])
            image.words.append(exportKey(entry[1], layout, into: &image))
            if case .counted = layout.shape { image.words.append(entry[2]) }
        }
    }

    private func exportKey(_ key: Int64, _ layout: KeyList, into image: inout RowImage) -> Int64 {
        layout.keysAreHours ? key : exportSymbol(key, into: &image)
    }

    private func exportSymbol(_ symbol: Int64, into image: inout RowImage) -> Int64 {
        image.add(symbols.bytes(UInt32(symbol), of: self))
    }

    /// Puts a profile in place of whatever is known of `customer`.
    ///
    /// - Returns: The row, or nil if the image does not fit the layout; nothing is changed then.
    package mutating func restore(_ customer: Span<UInt8>, from image: borrowing RowImage) -> Int? {
        guard RowImageCheck(plan: plan).fits(image) else { return nil }
        let (row, isNew) = findOrInsert(customer)
        let words = slab.row(row)
        preserve(row, words)
        if !isNew { forget(row, words) }
        var reader = RowImageReader(image: copy image)
        words[RowHeader.sequence] = reader.next()
        for slot in plan.slots {
            switch slot {
            case .word(let offset): words[offset] = reader.next()
            case .dated(let offset): restoreDated(words, offset, &reader)
            case .buckets(let place): restoreBuckets(words, place, &reader)
            case .keys(let place): restoreKeys(words, place, &reader)
            case .occasions(let place):
                restoreWords(words, plan.features.lists[place].offset, &reader)
            case .ids(let offset): restoreWords(words, offset, &reader)
            }
        }
        for offset in plan.features.keptWords..<plan.features.rowWords {
            words[offset] = plan.template[offset]
        }
        countPersona(words, isEntering: true)
        for segment in plan.book.segments.indices where isMember(row, of: segment) {
            members[segment] += 1
        }
        countEpisodes(row, by: 1)
        return row
    }

    private mutating func restoreWords(
        _ words: Words, _ offset: Int, _ reader: inout RowImageReader
    ) {
        let count = Int(reader.next())
        guard count > 0 else { return }
        var list = WordList(0)
        let entries = list.replace(count: count, stride: 1, &pool)
        for index in 0..<count { entries[index] = reader.next() }
        words[offset] = list.word
    }

    /// Gives back everything that the row holds beside its words.
    mutating func forget(_ row: Int, _ words: Words) {
        countPersona(words, isEntering: false)
        for segment in plan.book.segments.indices where isMember(row, of: segment) {
            members[segment] -= 1
        }
        countEpisodes(row, by: -1)
        var lists = plan.features.buckets.map(\.offset) + plan.features.lists.map(\.offset)
        if plan.features.dedupe > 0 { lists.append(plan.features.dedupeOffset) }
        for offset in lists {
            symbols.tops.forget(words.from(offset))
            var list = WordList(words[offset])
            list.free(&pool)
            words[offset] = 0
        }
    }

    private mutating func restoreDated(
        _ words: Words, _ offset: Int, _ reader: inout RowImageReader
    ) {
        words[offset] = reader.next()
        let bits = reader.next()
        words[offset + 1] = Cell.isText(stamp: words[offset]) ? intern(bits, reader.image) : bits
    }

    private mutating func restoreBuckets(
        _ words: Words, _ place: Int, _ reader: inout RowImageReader
    ) {
        let layout = plan.features.buckets[place]
        let count = Int(reader.next())
        guard count > 0 else { return }
        var list = WordList(0)
        let entries = list.replace(count: count, stride: layout.stride, &pool)
        for index in 0..<count {
            let entry = entries.from(index * layout.stride)
            entry[0] = reader.next()
            for slot in plan.bucketSlots[place] {
                switch slot {
                case .dated(let offset): restoreDated(entry, offset, &reader)
                case .word(let offset): entry[offset] = reader.next()
                case .buckets, .keys, .occasions, .ids: break
                }
            }
        }
        words[layout.offset] = list.word
    }

    private mutating func restoreKeys(_ words: Words, _ place: Int, _ reader: inout RowImageReader)
    {
        let layout = plan.features.lists[place]
        let count = Int(reader.next())
        guard count > 0 else { return }
        let stride = layout.shape.stride
        var list = WordList(0)
        let entries = list.replace(count: count, stride: stride, &pool)
        for index in 0..<count {
            let entry = entries.from(index * stride)
            let unit = stride > 1 ? reader.next() : 0
            let written = reader.next()
            let key = layout.keysAreHours ? written : intern(written, reader.image)
            let amount = stride != 2 ? reader.next() : 0
            if stride == 1 { entry[0] = key << 32 | amount } else { entry[0] = unit }
            if stride > 1 { entry[1] = key }
            if stride > 2 { entry[2] = amount }
        }
        // Symbols are others than where the image came from.
        if stride == 3 { list.sortKeys(pool) }
        words[layout.offset] = list.word
    }

    private mutating func intern(_ index: Int64, _ image: borrowing RowImage) -> Int64 {
        guard let range = image.range(index) else { return 0 }
        return Int64(symbols.intern(image.text.span.extracting(range)))
    }
}
