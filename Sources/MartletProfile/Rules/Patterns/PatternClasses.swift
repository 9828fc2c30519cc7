/// Character classes and escapes of patterns.
extension PatternParser {
    /// An escape whose backslash was taken.
    mutating func escape() throws(PatternError) -> ScalarSet {
        guard let scalar = next else { throw PatternError(message: "'\\' at the end") }
        position += 1
        switch scalar {
        case "d": return .digit
        case "D": return ScalarSet.digit.negated
        case "w": return .word
        case "W": return ScalarSet.word.negated
        case "s": return .space
        case "S": return ScalarSet.space.negated
        case "n": return .one("\n")
        case "r": return .one("\r")
        case "t": return .one("\t")
        case "f": return .one("\u{C}")
        case "v": return .one("\u{B}")
        case "a": return .one("\u{7}")
        case "x": return .one(try hexadecimal())
        default:
            // RE2 refuses unknown escapes of letters and digits, so that they can get a meaning.
            guard !ScalarSet.word.contains(scalar) || scalar == "_" else {
                throw PatternError(message: "unknown escape '\\\(scalar)'")
            }
            return .one(scalar)
        }
    }

    /// `41` or `{1F600}` behind `\x`.
    private mutating func hexadecimal() throws(PatternError) -> Unicode.Scalar {
        var digits = ""
        if take("{") {
            while let scalar = next, scalar != "}", digits.utf8.count < 8 {
                digits.unicodeScalars.append(scalar)
                position += 1
            }
            guard take("}") else { throw PatternError(message: "malformed '\\x'") }
        } else {
            digits.unicodeScalars.append(contentsOf: scalars[position...].prefix(2))
            position = min(position + 2, scalars.count)
        }
        guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
            throw PatternError(message: "malformed '\\x'")
        }
        return scalar
    }

    /// A class whose opening bracket was taken.
    mutating func characterClass(ignoresCase: Bool) throws(PatternError) -> ScalarSet {
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while let scalar = next, scalar != "]" || isFirst {
            isFirst = false
            if scalar == "[", position + 1 < scalars.count, scalars[position + 1] == ":" {
                ranges += try namedClass()
                continue
            }
            let low = try classItem()
            guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                ranges += low.flattened
                continue
            }
            position += 1
            let high = try classItem()
            guard let first = low.only, let last = high.only, first <= last else {
                throw PatternError(message: "bad range in a character class")
            }
            ranges.append(first...last)
        }
        guard take("]") else { throw PatternError(message: "missing ']'") }
        return ScalarSet(ranges: ranges, isNegated: isNegated, ignoresCase: ignoresCase)
    }

    /// One code point or escape inside a class.
    private mutating func classItem() throws(PatternError) -> ScalarSet {
        guard let scalar = next else { throw PatternError(message: "missing ']'") }
        position += 1
        return scalar == "\\" ? try escape() : .one(scalar)
    }

    /// `[:alpha:]` and its like.
    private mutating func namedClass() throws(PatternError) -> [ClosedRange<UInt32>] {
        var name = ""
        position += 2
        while let scalar = next, scalar != ":" {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        guard take(":"), take("]") else { throw PatternError(message: "missing ':]'") }
        switch name {
        case "alpha": return [0x41...0x5A, 0x61...0x7A]
        case "digit": return ScalarSet.digit.ranges
        case "alnum": return [0x30...0x39, 0x41...0x5A, 0x61...0x7A]
        case "upper": return [0x41...0x5A]
        case "lower": return [0x61...0x7A]
        case "space": return [0x09...0x0D, 0x20...0x20]
        case "punct": return [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]
        case "xdigit": return [0x30...0x39, 0x41...0x46, 0x61...0x66]
        case "word": return ScalarSet.word.ranges
        default: throw PatternError(message: "unknown class '[:\(name):]'")
        }
    }
}

extension ScalarSet {
    /// The code point of a set of one.
    fileprivate var only: UInt32? {
        guard !isNegated, ranges.count == 1, ranges[0].count == 1 else { return nil }
        return ranges[0].lowerBound
    }
}
