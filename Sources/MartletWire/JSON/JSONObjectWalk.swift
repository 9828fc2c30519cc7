/// Walking over objects, key by key.
extension JSONWalker {
    /// Walks over the object at `start`; `node` is its place among those that are read, or -1.
    @_lifetime(self: copy self)
    mutating func object(from start: Int, node: Int, depth: Int) -> Int {
        guard depth <= Limits.depth else { return fail(.depth, at: start) }
        let text = self.text
        let expected = self.expected
        var index = start
        var key = expected[KeyPredictor.start(of: node)]
        while true {
            let previous = key
            key = expected.successor(of: previous)
            if !key.entry.stands(at: index, of: text) {
                if index > start, text.byte(at: index) == UInt8(ascii: "}") { return index &+ 1 }
                let found = otherKey(
                    at: index, isFirst: index == start, node: node, after: previous)
                guard found >= 0 else { return found == -1 ? -1 : ~found }
                key = expected[UInt8(truncatingIfNeeded: found)]
            }
            let first = index &+ Int(key.entry.length)
            if let end = quickValue(of: text, at: first, key.entry.target) {
                if end &- first == Int(key.entry.valueLength) {
                    // The same as the end, but known while the value is still being looked at.
                    index &+= Int(key.entry.stride)
                } else {
                    key.entry.note(valueLength: end &- first)
                    index = end
                }
            } else {
                index = value(at: first, target: key.entry.target, depth: depth)
                guard index >= 0 else { return -1 }
            }
        }
    }

    /// Where a plain string or a plain number ends, which is noted; nil if it is neither.
    @inline(__always)
    @_lifetime(self: copy self)
    private mutating func quickValue(
        of text: JSONText, at index: Int, _ target: PathTree.Target
    ) -> Int? {
        let byte = text.byte(at: index)
        if byte == UInt8(ascii: "\"") {
            let end = text.endOfPlainText(from: index &+ 1)
            guard text.byte(at: end) == UInt8(ascii: "\"") else { return nil }
            note(.text, index &+ 1, end, target)
            return end &+ 1
        }
        guard byte &- UInt8(ascii: "0") < 10 else { return nil }
        var isInteger = true
        guard let end = JSONNumber.quickEnd(of: text, from: index, isInteger: &isInteger) else {
            return nil
        }
        note(isInteger ? .integer : .fraction, index, end, target)
        return end
    }

    /// The entry of the key at `index`, which is not the one that came there the last time.
    ///
    /// `~end` if the object ends here instead; -1 if there is neither.
    @inline(never)
    @_lifetime(self: copy self)
    private mutating func otherKey(
        at index: Int, isFirst: Bool, node: Int, after key: KeyReference
    ) -> Int {
        let alternative = key.entry.alternative
        if expected[alternative].entry.stands(at: index, of: text) { return Int(alternative) }
        let previous = expected.index(of: key)
        // What is remembered of first keys begins with the brace that opens their object.
        if isFirst == (text.byte(at: index) == UInt8(ascii: "{")) {
            let known = expected.search(at: index, of: text, node: node)
            if known > 0 {
                if outcome.lesson.worth == 0 {
                    outcome.lesson = KeyPredictor.Lesson(previous: previous, entry: known)
                }
                return Int(known)
            }
        }
        return newKey(at: index, isFirst: isFirst, node: node, after: previous)
    }

    /// Walks over what stands between two values of an object: a comma, a key, a colon, space.
    ///
    /// 0, the entry that is made out of it for the moment; `~end` if the object ends here instead;
    /// -1 if there is neither.
    @inline(never)
    @_lifetime(self: copy self)
    private mutating func newKey(
        at start: Int, isFirst: Bool, node: Int, after previous: UInt8
    ) -> Int {
        var index = isFirst ? start : Self.skipSpace(text, start)
        if !isFirst {
            if text.byte(at: index) == UInt8(ascii: "}") { return ~(index &+ 1) }
            guard text.byte(at: index) == UInt8(ascii: ",") else { return fail(at: index) }
        }
        index = Self.skipSpace(text, index &+ 1)
        if isFirst, text.byte(at: index) == UInt8(ascii: "}") { return ~(index &+ 1) }
        guard text.byte(at: index) == UInt8(ascii: "\"") else { return fail(at: index) }
        var hasEscapes = false
        let first = index &+ 1
        let end = JSONString.end(of: text, from: first, hasEscapes: &hasEscapes)
        guard end >= 0 else { return fail(at: ~end) }
        index = Self.skipSpace(text, end &+ 1)
        guard text.byte(at: index) == UInt8(ascii: ":") else { return fail(at: index) }
        index = Self.skipSpace(text, index &+ 1)
        var target = PathTree.Target.none
        if node >= 0 {
            let found: Int
            if hasEscapes {
                let name = PaddedBytes(JSONString.unescaped(text, first..<end).span)
                found = keys.value(of: 0, name.text.count, in: name.text, scope: node)
            } else {
                found = keys.value(of: first, end, in: text, scope: node)
            }
            if found != KeyTable.none { target = PathTree.Target(code: found) }
        }
        if index &- start <= KeyPredictor.longest {
            let lesson = KeyPredictor.Lesson(
                previous: previous, node: node, start: start, length: index &- start,
                target: target)
            if lesson.worth > outcome.lesson.worth { outcome.lesson = lesson }
        }
        expected[0].entry.length = UInt32(truncatingIfNeeded: index &- start)
        expected[0].entry.target = target
        expected[0].entry.valueLength = .max
        return 0
    }
}
