// SAFETY: the pointers are to the entries of a span, and live no longer than that; there are as
// many entries as a byte has values, so that any index is one of them.

/// The entries of a predictor, for looking keys up.
@safe
struct ExpectedKeys: ~Escapable {
    private let entries: UnsafeMutablePointer<KeyEntry>

    /// Wraps the entries.
    @_lifetime(copy entries)
    init(_ entries: consuming MutableSpan<KeyEntry>) {
        precondition(entries.count == 1 << UInt8.bitWidth)
        unsafe self.entries = entries.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.unsafelyUnwrapped
        }
    }

    /// The entry at `index`.
    @inline(__always)
    subscript(index: UInt8) -> KeyReference {
        @_lifetime(copy self)
        get { unsafe KeyReference(entries + Int(index)) }
    }

    /// The entry that came after another one the last time.
    @inline(__always)
    @_lifetime(copy self)
    func successor(of key: KeyReference) -> KeyReference { self[key.entry.successor] }

    /// The index of an entry.
    func index(of key: KeyReference) -> UInt8 {
        UInt8(truncatingIfNeeded: unsafe key.pointer - entries)
    }

    /// The entry of the key at `place` in the object `node`; 0 if it is not known.
    @inline(never)
    func search(at place: Int, of text: JSONText, node: Int) -> UInt8 {
        var index = self[KeyPredictor.bucket(text.word(at: place))].entry.bucket
        while index != 0 {
            let key = self[index]
            if key.entry.node == node, key.entry.stands(at: place, of: text) { return index }
            index = key.entry.sibling
        }
        return 0
    }
}

/// One of the entries, in place.
@safe
struct KeyReference: ~Escapable {
    fileprivate let pointer: UnsafeMutablePointer<KeyEntry>

    @_lifetime(immortal)
    fileprivate init(_ pointer: UnsafeMutablePointer<KeyEntry>) { unsafe self.pointer = pointer }

    /// The entry.
    @inline(__always)
    var entry: KeyEntry {
        unsafeAddress { unsafe UnsafePointer(pointer) }
        nonmutating unsafeMutableAddress { unsafe pointer }
    }
}
