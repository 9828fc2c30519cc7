/// Builds the expression of rule text by precedence climbing (cel-spec, "Syntax", grammar).
struct Parser {
    /// Deepest nesting: neither parsing nor evaluation can run out of stack.
    static let maximalHeight = 128
    /// Longest rule, bytes.
    static let maximalLength = 65_536

    /// The first syntax error; what follows it would be guesswork.
    struct Failure: Error {
        /// The error.
        var diagnostic: RuleDiagnostic
    }

    /// What is read, ending with `.end`.
    let tokens: [Token]
    /// Next token.
    var position = 0
    /// Open levels of nesting.
    var depth = 0

    /// Parses `source`; everything that the lexer reports, and the first syntax error, is appended.
    static func parse(_ source: String, _ diagnostics: inout [RuleDiagnostic]) -> Expression {
        guard source.utf8.count <= maximalLength else {
            let whole = SourceRange(offset: 0, length: source.utf8.count)
            diagnostics.append(
                RuleDiagnostic(range: whole, message: "a rule has at most \(maximalLength) bytes"))
            return Expression(form: .invalid, range: whole)
        }
        let lexer = Lexer(source)
        diagnostics += lexer.diagnostics
        var parser = Parser(tokens: lexer.tokens)
        do throws(Failure) {
            let expression = try parser.expression()
            guard parser.token.kind == .end else { throw parser.unexpected("an operator") }
            return expression
        } catch {
            diagnostics.append(error.diagnostic)
            return Expression(form: .invalid, range: error.diagnostic.range)
        }
    }

    /// The next token.
    var token: Token { tokens[position] }

    /// Whether the next token is `symbol`.
    func isNext(_ symbol: String) -> Bool { token.kind == .symbol(symbol) }

    /// Takes the next token if it is `symbol`.
    mutating func take(_ symbol: String) -> Bool {
        guard isNext(symbol) else { return false }
        position += 1
        return true
    }

    /// Takes `symbol`; its range.
    mutating func expect(_ symbol: String) throws(Failure) -> SourceRange {
        guard isNext(symbol) else { throw unexpected("'\(symbol)'") }
        position += 1
        return tokens[position - 1].range
    }

    /// The failure of finding the next token where `expected` should stand.
    func unexpected(_ expected: String) -> Failure {
        let found: String
        var hint: String?
        switch token.kind {
        case .end: found = "the end of the rule"
        case .identifier(let name):
            found = "'\(name)'"
            let spelled = ["and": "&&", "or": "||", "not": "!"][name.lowercased()]
            hint = spelled.map { "did you mean '\($0)'?" }
        case .symbol(let symbol): found = "'\(symbol)'"
        case .string: found = "a text"
        case .int, .double: found = "a number"
        case .invalid: found = "this"
        }
        if position > 0, hint == nil {
            switch (tokens[position - 1].kind, token.kind) {
            case (.symbol("%"), _): hint = "'%' is the remainder; 15 % is 0.15"
            case (.symbol("<"), .symbol(">")): hint = "did you mean '!='?"
            case (.identifier("not"), _): hint = "did you mean '!'?"
            default: break
            }
        }
        let message = "expected \(expected), found \(found)"
        return Failure(
            diagnostic: RuleDiagnostic(range: token.range, message: message, hint: hint))
    }

    /// Parses `or ? or : expression`.
    mutating func expression() throws(Failure) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximalHeight else { throw tooDeep(token.range) }
        let condition = try operation(0)
        guard take("?") else { return condition }
        let chosen = try operation(0)
        _ = try expect(":")
        let other = try expression()
        return try node(
            .choose(condition, chosen, other), condition.range.through(other.range),
            [condition, chosen, other])
    }

    /// Makes an expression over `parts`; fails if it is too high.
    func node(
        _ form: Expression.Form, _ range: SourceRange, _ parts: [Expression]
    ) throws(Failure) -> Expression {
        let height = 1 + (parts.map(\.height).max() ?? 0)
        guard height <= Self.maximalHeight else { throw tooDeep(range) }
        return Expression(form: form, range: range, height: height)
    }

    /// The failure of nesting too deeply.
    private func tooDeep(_ range: SourceRange) -> Failure {
        Failure(
            diagnostic: RuleDiagnostic(
                range: range,
                message: "the rule is nested more than \(Self.maximalHeight) levels deep"))
    }
}
