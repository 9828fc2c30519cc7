/// Trivial values in groups that are numbered from 0, one group after the other.
struct GroupedArray<Element: BitwiseCopyable> {
    private let elements: FlatArray<Element>
    /// Where each group begins; one more entry at the end.
    private let starts: FlatArray<Int>

    init(_ groups: [[Element]]) {
        elements = FlatArray(Array(groups.joined()))
        var starts = [0]
        for group in groups { starts.append(starts[starts.count - 1] + group.count) }
        self.starts = FlatArray(starts)
    }

    /// Gives the memory back; nothing may be read afterwards.
    func free() {
        elements.free()
        starts.free()
    }

    /// The elements of a group.
    @inline(__always)
    subscript(group: Int) -> FlatArray<Element> {
        elements.part(starts[group], starts[group &+ 1])
    }
}
