/// Operators and their precedence (cel-spec, "Operator precedence").
extension Parser {
    /// Parses operators of `level` and tighter.
    ///
    /// Levels from the loosest: `||`, `&&`, relations, sums, products.
    mutating func operation(_ level: Int) throws(Failure) -> Expression {
        if level < 2 { return try logic(level) }
        guard level < 5 else { return try unary() }
        var left = try operation(level + 1)
        while let operation = nextOperator(level) {
            position += 1
            let right = try self.operation(level + 1)
            left = try node(
                .binary(operation, left, right), left.range.through(right.range), [left, right])
        }
        return left
    }

    /// The operator that comes next, if it is of `level`.
    private func nextOperator(_ level: Int) -> Expression.Operator? {
        switch (level, token.kind) {
        case (2, .symbol("==")): .compare(.equal)
        case (2, .symbol("!=")): .compare(.notEqual)
        case (2, .symbol("<")): .compare(.less)
        case (2, .symbol("<=")): .compare(.lessOrEqual)
        case (2, .symbol(">")): .compare(.greater)
        case (2, .symbol(">=")): .compare(.greaterOrEqual)
        case (2, .identifier("in")): .within
        case (3, .symbol("+")): .add
        case (3, .symbol("-")): .subtract
        case (4, .symbol("*")): .multiply
        case (4, .symbol("/")): .divide
        case (4, .symbol("%")): .remainder
        default: nil
        }
    }

    /// Parses `a || b || ...` or `a && b && ...`, however long, into one level.
    private mutating func logic(_ level: Int) throws(Failure) -> Expression {
        let symbol = level == 0 ? "||" : "&&"
        var parts = [try operation(level + 1)]
        while take(symbol) { parts.append(try operation(level + 1)) }
        guard parts.count > 1 else { return parts[0] }
        let range = parts[0].range.through(parts[parts.count - 1].range)
        return try node(level == 0 ? .any(parts) : .all(parts), range, parts)
    }

    /// Parses `!!operand`, `--operand` or a member.
    ///
    /// Repeated signs cancel, so that they need no depth.
    private mutating func unary() throws(Failure) -> Expression {
        let first = token.range
        guard isNext("!") || isNext("-") else { return try member() }
        let isNot = isNext("!")
        var isOdd = false
        while isNext(isNot ? "!" : "-") {
            position += 1
            isOdd.toggle()
        }
        if !isNot, case .int(let magnitude) = token.kind {
            return try integer(magnitude, isNegative: isOdd, first)
        }
        let operand = try member()
        let range = first.through(operand.range)
        let signed = try node(isNot ? .not(operand) : .negate(operand), range, [operand])
        if isOdd { return signed }
        // Twice negated: still an operation, so that `!!5` is refused as `!5` is.
        return try node(isNot ? .not(signed) : .negate(signed), range, [signed])
    }

    /// A signed integer literal and the members behind it.
    private mutating func integer(
        _ magnitude: UInt64, isNegative: Bool, _ first: SourceRange
    ) throws(Failure) -> Expression {
        let range = first.through(token.range)
        guard isNegative || magnitude < 1 << 63 else {
            let diagnostic = RuleDiagnostic(range: range, message: "integer out of range")
            throw Failure(diagnostic: diagnostic)
        }
        position += 1
        let bits = Int64(bitPattern: magnitude)
        let literal = Expression(
            form: .literal(.int(isNegative ? 0 &- bits : bits)), range: range)
        return try suffixes(of: literal)
    }
}
