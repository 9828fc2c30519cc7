/// Walks over a whole document once, checks all of it, and notes where the wanted values stand.
///
/// Its positions are indices into the payload; a function that finds a fault notes it and gives -1.
struct JSONWalker: ~Copyable, ~Escapable {
    /// What is wrong with a document.
    enum Fault: Sendable { case none, syntax, depth, notAnObject }

    /// What a walk comes to.
    struct Outcome: Sendable {
        /// What is wrong.
        var fault = Fault.none
        /// Where it is wrong.
        var position = 0
        /// The first key that was not expected.
        var lesson = KeyPredictor.Lesson()
    }

    /// The document.
    let text: JSONText
    /// The keys that are read.
    private let keys: KeyTable.View
    /// The objects that are read, and the slots below each.
    let nodes: Span<PathTree.Node>
    let slots: Span<Int>
    /// The keys that are expected.
    private let expected: ExpectedKeys
    /// Where to note what is found.
    var captures: MutableSpan<Capture>

    /// What the walk comes to so far.
    private var outcome = Outcome()

    /// Prepares a walk over `text`.
    @_lifetime(copy text, borrow tree, copy expected, copy captures)
    init(
        text: JSONText, tree: borrowing PathTree, expected: ExpectedKeys,
        captures: consuming MutableSpan<Capture>
    ) {
        self.text = text
        keys = tree.keys.view
        nodes = tree.nodes.span
        slots = tree.slots.span
        self.expected = expected
        self.captures = captures
    }

    /// Walks over the document.
    @_lifetime(self: copy self)
    mutating func walk() -> Outcome {
        let start = Self.skipSpace(text, 0)
        let isObject = text.byte(at: start) == UInt8(ascii: "{")
        let end =
            isObject
            ? object(from: start, node: 0, depth: 1)
            : value(at: start, target: PathTree.Target.none, depth: 0)
        guard end >= 0 else { return outcome }
        let rest = end == text.count ? end : Self.skipSpace(text, end)
        if rest != text.count {
            _ = fail(at: rest)
        } else if !isObject {
            _ = fail(.notAnObject, at: start)
        }
        return outcome
    }

    /// Notes a fault.
    @inline(never)
    @_lifetime(self: copy self)
    mutating func fail(_ fault: Fault = .syntax, at position: Int) -> Int {
        if outcome.fault == .none {
            outcome.fault = fault
            outcome.position = position
        }
        return -1
    }

    /// The first position from `start` on that holds no white space.
    @inline(__always)
    static func skipSpace(_ text: JSONText, _ start: Int) -> Int {
        guard text.byte(at: start) <= 0x20 else { return start }
        return skipSpaces(text, start)
    }

    @inline(never)
    private static func skipSpaces(_ text: JSONText, _ start: Int) -> Int {
        var index = start
        while true {
            switch text.byte(at: index) {
            case 0x20, 0x09, 0x0A, 0x0D: index &+= 1
            default: return index
            }
        }
    }
}

extension JSONWalker {
    /// Walks over the object at `start`; `node` is its place among those that are read, or -1.
    @_lifetime(self: copy self)
    mutating func object(from start: Int, node: Int, depth: Int) -> Int {
        guard depth <= Limits.depth else { return fail(.depth, at: start) }
        let text = self.text
        let expected = self.expected
        var index = start
        var previous = KeyPredictor.start(of: node)
        while true {
            var target = PathTree.Target.none
            var known = expected.successor(of: previous, at: index, of: text)
            if known == 0 {
                if index > start, text.byte(at: index) == UInt8(ascii: "}") { return index &+ 1 }
                known = search(
                    at: index, isFirst: index == start, node: node, previous: previous)
            }
            if known > 0 {
                index &+= Int(expected[known].length)
                target = expected[known].target
            } else {
                index = key(
                    at: index, isFirst: index == start, node: node, previous: previous, &target)
                guard index >= 0 else { return index == -1 ? -1 : ~index }
            }
            previous = known
            let byte = text.byte(at: index)
            if byte == UInt8(ascii: "\"") {
                let end = text.endOfPlainText(from: index &+ 1)
                if text.byte(at: end) == UInt8(ascii: "\"") {
                    if target.code != -1 { note(.text, index &+ 1, end, target) }
                    index = end &+ 1
                    continue
                }
            } else if byte &- UInt8(ascii: "0") < 10 {
                var isInteger = true
                let end = JSONNumber.quickEnd(of: text, from: index, isInteger: &isInteger)
                if end >= 0 {
                    if target.code != -1 {
                        note(isInteger ? .integer : .fraction, index, end, target)
                    }
                    index = end
                    continue
                }
            }
            index = value(at: index, target: target, depth: depth)
            guard index >= 0 else { return -1 }
        }
    }

    /// The entry of a key that is not where it was the last time, or 0.
    @inline(never)
    @_lifetime(self: copy self)
    private mutating func search(
        at index: Int, isFirst: Bool, node: Int, previous: Int
    ) -> Int {
        // What is remembered of first keys begins with the brace that opens their object.
        guard isFirst == (text.byte(at: index) == UInt8(ascii: "{")) else { return 0 }
        let known = expected.search(at: index, of: text, node: node)
        if known > 0, outcome.lesson.worth == 0 {
            outcome.lesson = KeyPredictor.Lesson(previous: previous, entry: known)
        }
        return known
    }

    /// Walks over what stands between two values of an object: a comma, a key, a colon, space.
    ///
    /// Where the value begins; `~end` if the object ends here instead; -1 if neither.
    @inline(never)
    @_lifetime(self: copy self)
    private mutating func key(
        at start: Int, isFirst: Bool, node: Int, previous: Int, _ target: inout PathTree.Target
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
        if node >= 0 {
            let found: Int
            if hasEscapes {
                let name = JSONString.unescaped(text, first..<end)
                found = keys.value(of: 0, name.count, in: JSONText(name.span), scope: node)
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
        return index
    }
}
