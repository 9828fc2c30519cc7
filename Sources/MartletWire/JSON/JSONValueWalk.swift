/// Walking over values, and noting those that are read.
extension JSONWalker {
    /// Walks over the value at `index` and notes it.
    @inline(never)
    @_lifetime(self: copy self)
    mutating func value(at start: Int, target: PathTree.Target, depth: Int) -> Int {
        // Behind a key that was expected there may be more space than there was the last time.
        let index = Self.skipSpace(text, start)
        let byte = text.byte(at: index)
        if byte == UInt8(ascii: "\"") {
            var hasEscapes = false
            let end = JSONString.end(of: text, from: index &+ 1, hasEscapes: &hasEscapes)
            guard end >= 0 else { return fail(at: ~end) }
            note(hasEscapes ? .escapedText : .text, index &+ 1, end, target)
            return end &+ 1
        }
        if byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-") {
            var isInteger = true
            let end = JSONNumber.end(of: text, from: index, isInteger: &isInteger)
            guard end >= 0 else { return fail(at: index) }
            note(isInteger ? .integer : .fraction, index, end, target)
            return end
        }
        return otherValue(at: index, target: target, depth: depth)
    }

    /// Notes a value for a path that ends at it, and that paths going on from here find no object.
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func note(
        _ kind: Capture.Kind, _ start: Int, _ end: Int, _ target: PathTree.Target
    ) {
        guard target.code != -1 else { return }
        let capture = Capture(kind: kind, start: start, end: end)
        if UInt(bitPattern: target.code) < UInt(bitPattern: captures.count) {
            captures[target.code] = capture
        } else {
            noteAtNode(capture, target)
        }
    }

    @inline(never)
    @_lifetime(self: copy self)
    private mutating func noteAtNode(_ capture: Capture, _ target: PathTree.Target) {
        guard target.node >= 0 else { return }
        noteBelow(Capture(kind: capture.kind == .null ? .absent : .structure), target.node)
        if nodes[target.node].slot >= 0 { captures[nodes[target.node].slot] = capture }
    }

    /// Notes the same for all paths that go through an object.
    @_lifetime(self: copy self)
    private mutating func noteBelow(_ capture: Capture, _ node: Int) {
        let first = nodes[node].firstSlot
        for index in first..<first + nodes[node].slotCount { captures[slots[index]] = capture }
    }

    /// Walks over a value that is neither a string nor begins with a digit.
    @inline(never)
    @_lifetime(self: copy self)
    private mutating func otherValue(at index: Int, target: PathTree.Target, depth: Int) -> Int {
        switch text.byte(at: index) {
        case UInt8(ascii: "t"): return literal(0x6575_7274, 4, .yes, at: index, target)
        case UInt8(ascii: "f"): return literal(0x65_736C_6166, 5, .no, at: index, target)
        case UInt8(ascii: "n"): return literal(0x6C6C_756E, 4, .null, at: index, target)
        case UInt8(ascii: "{"):
            note(.structure, index, index, target)
            let node = target.node
            if node >= 0 { noteBelow(Capture(), node) }
            return object(from: index, node: node, depth: depth &+ 1)
        case UInt8(ascii: "["):
            note(.structure, index, index, target)
            return array(from: index, depth: depth &+ 1)
        default: return fail(at: index)
        }
    }

    /// Walks over a literal of `count` bytes, given as a word with its first letter lowest.
    @_lifetime(self: copy self)
    private mutating func literal(
        _ letters: UInt64, _ count: Int, _ kind: Capture.Kind, at index: Int,
        _ target: PathTree.Target
    ) -> Int {
        let mask = UInt64.max >> UInt64(64 - 8 * count)
        guard text.word(at: index) & mask == letters else { return fail(at: index) }
        note(kind, index, index, target)
        return index &+ count
    }

    @_lifetime(self: copy self)
    private mutating func array(from start: Int, depth: Int) -> Int {
        guard depth <= Limits.depth else { return fail(.depth, at: start) }
        var index = Self.skipSpace(text, start &+ 1)
        if text.byte(at: index) == UInt8(ascii: "]") { return index &+ 1 }
        while true {
            index = value(at: index, target: PathTree.Target.none, depth: depth)
            guard index >= 0 else { return -1 }
            index = Self.skipSpace(text, index)
            let byte = text.byte(at: index)
            if byte == UInt8(ascii: ",") {
                index = Self.skipSpace(text, index &+ 1)
            } else if byte == UInt8(ascii: "]") {
                return index &+ 1
            } else {
                return fail(at: index)
            }
        }
    }
}
