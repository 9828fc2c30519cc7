/// A compiled regular expression of the RE2 syntax (a subset), for `matches()`.
///
/// Runs in time proportional to text * pattern, whatever the text: no backtracking (Thompson 1968;
/// Cox, "Regular Expression Matching: the Virtual Machine Approach").
struct Pattern: Sendable {
    /// A step of the matching machine.
    enum Step: Sendable, Equatable {
        /// Takes one code point of the set.
        case take(ScalarSet)
        /// Goes on at both.
        case split(Int, Int)
        /// Goes on there.
        case jump(Int)
        /// Goes on if the position is such.
        case check(Position)
        /// The text matches.
        case accept
    }

    /// A condition on a place between two code points.
    enum Position: Sendable, Equatable {
        case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
    }

    /// Most steps of a pattern.
    static let maximalSteps = 10_000

    /// The machine.
    let steps: [Step]

    /// Compiles a pattern.
    init(_ pattern: String) throws(PatternError) {
        var parser = PatternParser(pattern)
        steps = try parser.parse()
    }

    /// Whether any part of `text` matches.
    func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var threads = ThreadList(count: steps.count)
        var next = ThreadList(count: steps.count)
        for position in 0...scalars.count {
            // A match may begin anywhere.
            if follow(0, scalars, position, &threads) { return true }
            guard position < scalars.count else { return false }
            next.removeAll()
            for thread in threads.list {
                guard case .take(let set) = steps[thread], set.contains(scalars[position]) else {
                    continue
                }
                if follow(thread + 1, scalars, position + 1, &next) { return true }
            }
            swap(&threads, &next)
        }
        return false
    }

    /// Adds every step reached from `start` without taking a code point; true if one accepts.
    private func follow(
        _ start: Int, _ scalars: [Unicode.Scalar], _ position: Int, _ threads: inout ThreadList
    ) -> Bool {
        var pending = [start]
        while let step = pending.popLast() {
            guard threads.insert(step) else { continue }
            switch steps[step] {
            case .take: break
            case .split(let one, let other): pending += [other, one]
            case .jump(let target): pending.append(target)
            case .check(let condition):
                if Self.holds(condition, scalars, position) { pending.append(step + 1) }
            case .accept: return true
            }
        }
        return false
    }

    /// Whether a position is such.
    private static func holds(
        _ condition: Position, _ scalars: [Unicode.Scalar], _ position: Int
    ) -> Bool {
        let before = position > 0 ? scalars[position - 1] : nil
        let after = position < scalars.count ? scalars[position] : nil
        switch condition {
        case .textStart: return before == nil
        case .textEnd: return after == nil
        case .lineStart: return before == nil || before == "\n"
        case .lineEnd: return after == nil || after == "\n"
        case .wordBoundary, .noWordBoundary:
            let isBoundary =
                (before.map(ScalarSet.word.contains) ?? false)
                != (after.map(ScalarSet.word.contains) ?? false)
            return isBoundary == (condition == .wordBoundary)
        }
    }
}

/// Steps that are waiting for the next code point, each once.
private struct ThreadList {
    /// The steps.
    var list: [Int] = []
    /// Whether a step was reached.
    private var isReached: [Bool]

    init(count: Int) { isReached = Array(repeating: false, count: count) }

    /// Adds a step; false if it was there.
    mutating func insert(_ step: Int) -> Bool {
        guard !isReached[step] else { return false }
        isReached[step] = true
        list.append(step)
        return true
    }

    /// Empties the list.
    mutating func removeAll() {
        for step in list { isReached[step] = false }
        list.removeAll(keepingCapacity: true)
    }
}

/// What is wrong with a pattern.
struct PatternError: Error {
    /// In words.
    var message: String
}
