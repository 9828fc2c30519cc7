/// A set of Unicode code points: a character class of a pattern.
struct ScalarSet: Sendable, Equatable {
    /// Ranges of code points.
    var ranges: [ClosedRange<UInt32>]
    /// Whether it is everything but the ranges.
    var isNegated = false
    /// Whether letters stand for their other case too.
    var ignoresCase = false

    /// Whether `scalar` is in the set.
    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var isFound = ranges.contains { $0.contains(scalar.value) }
        if !isFound, ignoresCase {
            isFound = Self.cases(of: scalar).contains { other in
                ranges.contains { $0.contains(other) }
            }
        }
        return isFound != isNegated
    }

    /// The simple case mappings of a code point.
    private static func cases(of scalar: Unicode.Scalar) -> [UInt32] {
        let properties = scalar.properties
        return [properties.lowercaseMapping, properties.uppercaseMapping].compactMap { mapping in
            let scalars = mapping.unicodeScalars
            return scalars.count == 1 ? scalars.first?.value : nil
        }
    }

    /// One code point.
    static func one(_ scalar: Unicode.Scalar) -> ScalarSet {
        ScalarSet(ranges: [scalar.value...scalar.value])
    }

    /// The complement.
    var negated: ScalarSet {
        var set = self
        set.isNegated.toggle()
        return set
    }

    /// The class `[0-9]`.
    static let digit = ScalarSet(ranges: [0x30...0x39])
    /// The class `[0-9A-Za-z_]`.
    static let word = ScalarSet(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// `[\t\n\f\r ]`, as RE2 has it.
    static let space = ScalarSet(ranges: [0x09...0x0A, 0x0C...0x0D, 0x20...0x20])
    /// Everything.
    static let all = ScalarSet(ranges: [0...0x10FFFF])
    /// Everything but the end of a line.
    static let line = ScalarSet(ranges: [0x0A...0x0A], isNegated: true)

    /// The ranges of a set that is not negated, or of its complement.
    var flattened: [ClosedRange<UInt32>] {
        guard isNegated else { return ranges }
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10FFFF { result.append(next...0x10FFFF) }
        return result
    }
}
