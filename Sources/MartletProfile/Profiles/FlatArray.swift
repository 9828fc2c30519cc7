/// An array of trivial values of fixed length that costs no reference counting to read.
///
/// What the path of an event reads of the plan is copied into these once per table.
///
/// SAFETY: the memory holds `count` initialised elements from `init` to `free()`, which only the
/// owner calls, last of all; reads are checked against `count`.
@safe
struct FlatArray<Element: BitwiseCopyable> {
    private let base: UnsafeMutablePointer<Element>
    let count: Int

    /// Copies the elements.
    init(_ elements: [Element]) {
        count = elements.count
        unsafe base = UnsafeMutablePointer.allocate(capacity: max(1, count))
        for (index, element) in elements.enumerated() {
            unsafe (base + index).initialize(to: element)
        }
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
}
