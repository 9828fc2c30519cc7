/// Literals, names, calls, members and brackets.
extension Parser {
    /// An operand with its `.name`, `.name(...)` and `[...]`.
    mutating func member() throws(Failure) -> Expression {
        try suffixes(of: try primary())
    }

    /// Everything that follows an operand directly.
    mutating func suffixes(of operand: Expression) throws(Failure) -> Expression {
        var result = operand
        while true {
            if take(".") {
                guard case .identifier(let name) = token.kind else { throw unexpected("a name") }
                let nameRange = token.range
                position += 1
                let range = result.range.through(nameRange)
                if isNext("(") {
                    result = try call(result, name, nameRange)
                } else {
                    result = try node(.member(result, name), range, [result])
                }
            } else if take("[") {
                let index = try expression()
                let end = try expect("]")
                result = try node(
                    .index(result, index), result.range.through(end), [result, index])
            } else {
                return result
            }
        }
    }

    /// The arguments of a call whose opening parenthesis is next.
    private mutating func call(
        _ receiver: Expression?, _ name: String, _ nameRange: SourceRange
    ) throws(Failure) -> Expression {
        _ = try expect("(")
        let (arguments, end) = try elements(until: ")")
        let range = (receiver?.range ?? nameRange).through(end)
        return try node(
            .call(receiver: receiver, name: name, nameRange: nameRange, arguments), range,
            arguments + (receiver.map { [$0] } ?? []))
    }

    /// Expressions between commas up to `closing`; a comma may end a list.
    private mutating func elements(
        until closing: String
    ) throws(Failure) -> (elements: [Expression], end: SourceRange) {
        var elements: [Expression] = []
        while !isNext(closing) {
            elements.append(try expression())
            guard take(",") else { break }
            if closing == ")", isNext(closing) { throw unexpected("an argument") }
        }
        return (elements, try expect(closing))
    }

    /// A literal, a name, a call or something in brackets.
    private mutating func primary() throws(Failure) -> Expression {
        let start = token
        position += 1
        switch start.kind {
        case .int(let magnitude):
            guard magnitude < 1 << 63 else {
                throw Failure(
                    diagnostic: RuleDiagnostic(range: start.range, message: "integer out of range"))
            }
            return Expression(form: .literal(.int(Int64(magnitude))), range: start.range)
        case .double(let value):
            return Expression(form: .literal(.double(value)), range: start.range)
        case .string(let value):
            return Expression(form: .literal(.string(value)), range: start.range)
        case .identifier(let name):
            return try named(name, start.range)
        case .invalid:
            return Expression(form: .invalid, range: start.range)
        case .symbol("("):
            var inner = try expression()
            inner.range = start.range.through(try expect(")"))
            return inner
        case .symbol("["):
            let (elements, end) = try elements(until: "]")
            return try node(.list(elements), start.range.through(end), elements)
        case .symbol("{"):
            return try map(start.range)
        case .symbol, .end:
            position -= 1
            throw unexpected("an operand")
        }
    }

    /// A name, a call or a literal that is a word.
    private mutating func named(
        _ name: String, _ range: SourceRange
    ) throws(Failure) -> Expression {
        if isNext("(") { return try call(nil, name, range) }
        switch name {
        case "true": return Expression(form: .literal(.bool(true)), range: range)
        case "false": return Expression(form: .literal(.bool(false)), range: range)
        case "null": return Expression(form: .literal(.null), range: range)
        case "in":
            position -= 1
            throw unexpected("an operand")
        default: return Expression(form: .name(name), range: range)
        }
    }

    /// The entries of a map whose opening brace was taken.
    private mutating func map(_ start: SourceRange) throws(Failure) -> Expression {
        var entries: [(key: Expression, value: Expression)] = []
        while !isNext("}") {
            let key = try expression()
            _ = try expect(":")
            entries.append((key, try expression()))
            guard take(",") else { break }
        }
        let end = try expect("}")
        return try node(
            .map(entries), start.through(end), entries.flatMap { [$0.key, $0.value] })
    }
}
