/// Walks over whole documents, checks all of each, and notes where the wanted values stand.
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

    /// The document at hand.
    private(set) var text: JSONText
    /// The keys that are read.
    let keys: KeyTable.View
    /// The objects that are read, and the slots below each.
    let nodes: Span<PathTree.Node>
    let slots: Span<Int>
    /// The keys that are expected.
    let expected: ExpectedKeys
    /// Where to note what is found.
    var captures: MutableSpan<Capture>

    /// What the walk comes to so far.
    var outcome = Outcome()

    /// Prepares walks over documents.
    @_lifetime(borrow tree, copy expected, copy captures)
    init(
        tree: borrowing PathTree, expected: ExpectedKeys,
        captures: consuming MutableSpan<Capture>
    ) {
        text = JSONText()
        keys = tree.keys.view
        nodes = tree.nodes.span
        slots = tree.slots.span
        self.expected = expected
        self.captures = captures
    }

    /// Walks over `text`.
    ///
    /// - Returns: Whether it is as it must be; otherwise its flaw is to be taken.
    @inline(__always)
    @_lifetime(self: copy self, copy text)
    mutating func walk(_ text: JSONText) -> Bool {
        self.text = text
        for slot in captures.indices { captures[slot] = Capture() }
        let start = Self.skipSpace(text, 0)
        let isObject = text.byte(at: start) == UInt8(ascii: "{")
        let end =
            isObject
            ? object(from: start, node: 0, depth: 1)
            : value(at: start, target: PathTree.Target.none, depth: 0)
        guard end >= 0 else { return false }
        let rest = end == text.count ? end : Self.skipSpace(text, end)
        if rest != text.count { return fail(at: rest) >= 0 }
        return isObject || fail(.notAnObject, at: start) >= 0
    }

    /// The fault of the document at hand, as that of a payload; it is forgotten.
    @_lifetime(self: copy self)
    mutating func takeFlaw() -> Flaw {
        let reason: Rejection.Reason
        switch outcome.fault {
        case .depth: reason = .tooDeep
        case .notAnObject: reason = .notAnObject
        case .syntax, .none: reason = .invalidJSON
        }
        outcome.fault = .none
        return Flaw(reason: reason, place: outcome.position)
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
