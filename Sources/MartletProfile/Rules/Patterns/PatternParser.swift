/// Reads a pattern (RE2 syntax: alternatives, groups, repetition, classes, anchors, flags).
struct PatternParser {
    /// Deepest nesting of groups.
    private static let maximalDepth = 64
    /// Most repetitions that can be asked for, as in RE2.
    private static let maximalCount = 1000

    /// What changes the meaning of the rest of a group.
    private struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotTakesLineEnd = false
    }

    /// The pattern.
    let scalars: [Unicode.Scalar]
    /// Next code point.
    var position = 0
    /// Flags of the open group.
    private var flags = Flags()
    /// Open groups.
    private var depth = 0

    /// Starts at the beginning of `pattern`.
    init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

    /// Reads everything.
    mutating func parse() throws(PatternError) -> [Pattern.Step] {
        let steps = try alternatives()
        guard position == scalars.count else { throw PatternError(message: "unexpected ')'") }
        return steps + [.accept]
    }

    /// The next code point.
    var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    /// Takes the next code point if it is `scalar`.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    /// Parses `a|b|...`.
    private mutating func alternatives() throws(PatternError) -> [Pattern.Step] {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximalDepth else { throw PatternError(message: "nested too deeply") }
        let outer = flags
        defer { flags = outer }
        var steps = try sequence()
        while take("|") {
            let other = try sequence()
            // split first, other; first; jump end; other
            steps =
                [.split(1, steps.count + 2)] + steps.map { $0.moved(by: 1) }
                + [.jump(steps.count + 2 + other.count)]
                + other.map { $0.moved(by: steps.count + 2) }
            try checkSize(steps.count)
        }
        return steps
    }

    /// Items behind one another.
    private mutating func sequence() throws(PatternError) -> [Pattern.Step] {
        var steps: [Pattern.Step] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            let item = try repeated(try item())
            steps += item.map { $0.moved(by: steps.count) }
            try checkSize(steps.count)
        }
        return steps
    }

    private func checkSize(_ count: Int) throws(PatternError) {
        guard count <= Pattern.maximalSteps else { throw PatternError(message: "too large") }
    }

    /// One item, before its repetition.
    private mutating func item() throws(PatternError) -> [Pattern.Step] {
        guard let scalar = next else { return [] }
        position += 1
        switch scalar {
        case "(": return try group()
        case "[": return [.take(try characterClass(ignoresCase: flags.ignoresCase))]
        case ".": return [.take(flags.dotTakesLineEnd ? .all : .line)]
        case "^": return [.check(flags.isMultiline ? .lineStart : .textStart)]
        case "$": return [.check(flags.isMultiline ? .lineEnd : .textEnd)]
        case "*", "+", "?": throw PatternError(message: "'\(scalar)' has nothing to repeat")
        case "\\":
            switch next {
            case "b": return check(.wordBoundary)
            case "B": return check(.noWordBoundary)
            case "A": return check(.textStart)
            case "z": return check(.textEnd)
            default: break
            }
            var set = try escape()
            set.ignoresCase = flags.ignoresCase
            return [.take(set)]
        default:
            var set = ScalarSet.one(scalar)
            set.ignoresCase = flags.ignoresCase
            return [.take(set)]
        }
    }

    private mutating func check(_ condition: Pattern.Position) -> [Pattern.Step] {
        position += 1
        return [.check(condition)]
    }

    /// A group whose opening parenthesis was taken.
    private mutating func group() throws(PatternError) -> [Pattern.Step] {
        let outer = flags
        if take("?") {
            if next == "P" || next == "<" {
                while let scalar = next, scalar != ">", scalar != ")" { position += 1 }
                guard take(">") else { throw PatternError(message: "malformed group name") }
            } else if try readFlags() {
                return []
            }
        }
        let steps = try alternatives()
        guard take(")") else { throw PatternError(message: "missing ')'") }
        flags = outer
        return steps
    }

    /// `(?flags)` and `(?flags:`; true if the first, which has no content.
    private mutating func readFlags() throws(PatternError) -> Bool {
        var isOn = true
        while let scalar = next {
            position += 1
            switch scalar {
            case "i": flags.ignoresCase = isOn
            case "m": flags.isMultiline = isOn
            case "s": flags.dotTakesLineEnd = isOn
            case "-" where isOn: isOn = false
            case ":": return false
            case ")": return true
            default: throw PatternError(message: "unknown flag '\(scalar)'")
            }
        }
        throw PatternError(message: "missing ')'")
    }

    /// An item with the `* + ? {n,m}` behind it.
    private mutating func repeated(
        _ item: [Pattern.Step]
    ) throws(PatternError) -> [Pattern.Step] {
        let bounds: (least: Int, most: Int?)
        if take("*") {
            bounds = (0, nil)
        } else if take("+") {
            bounds = (1, nil)
        } else if take("?") {
            bounds = (0, 1)
        } else if let counts = try counts() {
            bounds = counts
        } else {
            return item
        }
        // A match is a match, whether lazy or greedy.
        _ = take("?")
        if next == "*" || next == "+" || next == "?" {
            throw PatternError(message: "repetition of a repetition")
        }
        try checkSize((item.count + 1) * max(bounds.least, bounds.most ?? 1))
        return Self.repetition(of: item, bounds.least, bounds.most)
    }

    /// `{n}`, `{n,}` or `{n,m}`; nil, nothing being taken, if something else stands here.
    private mutating func counts() throws(PatternError) -> (least: Int, most: Int?)? {
        let start = position
        guard take("{"), let least = number() else {
            position = start
            return nil
        }
        var most: Int? = least
        if take(",") { most = number() }
        guard take("}") else {
            position = start
            return nil
        }
        guard least <= Self.maximalCount, most ?? least <= Self.maximalCount, least <= most ?? least
        else { throw PatternError(message: "bad repetition count") }
        return (least, most)
    }

    /// Digits.
    private mutating func number() -> Int? {
        var value: Int?
        while let scalar = next, ("0"..."9").contains(scalar) {
            value = min((value ?? 0) * 10 + Int(scalar.value) - 0x30, 1_000_000)
            position += 1
        }
        return value
    }

    /// `item` at least `least` times, and at most `most` times if that is given.
    private static func repetition(
        of item: [Pattern.Step], _ least: Int, _ most: Int?
    ) -> [Pattern.Step] {
        var steps: [Pattern.Step] = []
        for _ in 0..<least { steps += item.map { $0.moved(by: steps.count) } }
        guard let most else {
            // split item, end; item; jump split
            let start = steps.count
            steps.append(.split(start + 1, start + item.count + 2))
            steps += item.map { $0.moved(by: start + 1) }
            steps.append(.jump(start))
            return steps
        }
        let end = steps.count + (most - least) * (item.count + 1)
        for _ in least..<max(most, least) {
            steps.append(.split(steps.count + 1, end))
            steps += item.map { $0.moved(by: steps.count) }
        }
        return steps
    }
}

extension Pattern.Step {
    /// The step where the machine begins `distance` later.
    fileprivate func moved(by distance: Int) -> Pattern.Step {
        switch self {
        case .split(let one, let other): .split(one + distance, other + distance)
        case .jump(let target): .jump(target + distance)
        case .take, .check, .accept: self
        }
    }
}
