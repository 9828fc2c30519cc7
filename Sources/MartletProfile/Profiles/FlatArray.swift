/// An array of trivial values of fixed length that costs no reference counting to read.
///
/// What the path of an event reads of the plan is copied into these once per table.
///
/// SAFETY: the memory holds `count` initialised elements from `init` to `free()`, which only the
/// owner calls, last of all; reads are checked against `count`. A part of an array is used only as
/// long as the array.
@safe
struct FlatArray<Element: BitwiseCopyable>: Sequence {
    private let base: UnsafeMutablePointer<Element>
    let count: Int

    /// Copies the elements.
    init(_ elements: [Element]) {
        count = elements.count
        unsafe base = UnsafeMutablePointer.allocate(capacity: Swift.max(1, count))
        for (index, element) in elements.enumerated() {
            unsafe (base + index).initialize(to: element)
        }
    }

    private init(_ base: UnsafeMutablePointer<Element>, _ count: Int) {
        unsafe self.base = base
        self.count = count
    }

    /// Gives the memory back; nothing may be read afterwards.
    func free() { unsafe base.deallocate() }

    @inline(__always)
    var indices: Range<Int> { 0..<count }

    /// The element at `index`.
    @inline(__always)
    subscript(index: Int) -> Element {
        // Lent, not returned: who reads one part of an element does not load all of it.
        _read {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            yield unsafe base[index]
        }
        nonmutating set {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            unsafe base[index] = newValue
        }
    }

    /// The elements from `first` up to `end`.
    @inline(__always)
    func part(_ first: Int, _ end: Int) -> FlatArray {
        precondition(first >= 0 && first <= end && end <= count)
        return unsafe FlatArray(base + first, end &- first)
    }

    /// Walks over an array without looking at it again.
    @safe
    struct Iterator: IteratorProtocol {
        private var position: UnsafeMutablePointer<Element>
        private let end: UnsafeMutablePointer<Element>

        @inline(__always)
        fileprivate init(_ base: UnsafeMutablePointer<Element>, _ count: Int) {
            unsafe position = base
            unsafe end = base + count
        }

        @inline(__always)
        mutating func next() -> Element? {
            guard unsafe position < end else { return nil }
            defer { unsafe position += 1 }
            return unsafe position.pointee
        }
    }

    @inline(__always)
    func makeIterator() -> Iterator { unsafe Iterator(base, count) }
}
