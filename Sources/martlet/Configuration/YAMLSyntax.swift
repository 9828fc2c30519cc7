import Yams

/// What the YAML parser can't read, said as a diagnostic.
enum YAMLSyntax {
    /// What to do about the messages of libYAML that users meet most.
    private static let hints: [(part: String, hint: String)] = [
        ("mapping values are not allowed", "put text that contains ': ' in quotes"),
        ("cannot start any token", "indent with spaces, and put text that begins so in quotes"),
        (
            "did not find expected key",
            "check the indentation of this line and the quotes before it"
        ),
        ("could not find expected ':'", "write 'key: value'"),
        ("found unexpected end of stream", "close the quote"),
        ("did not find expected ',' or '}'", "close the brace, or separate the entries by commas"),
        ("did not find expected ',' or ']'", "close the bracket, or separate the items by commas"),
        ("found undefined alias", "quote text that begins with '*'"),
        ("unknown escape character", "write a backslash in double quotes as two"),
        ("found another document", "one file holds one configuration"),
    ]

    /// The diagnostic for an error of the parser.
    static func diagnostic(_ error: any Error, in source: SourceText) -> Diagnostic {
        guard let error = error as? YamlError else {
            return Diagnostic(subject: source.name, message: "not readable as YAML")
        }
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return describe(problem, context, mark, in: source)
        default:
            return Diagnostic(
                subject: source.name, span: SourceSpan(line: 1, column: 1),
                message: "not readable as YAML")
        }
    }

    private static func describe(
        _ problem: String, _ context: YamlError.Context?, _ mark: Mark, in source: SourceText
    ) -> Diagnostic {
        var message = problem.hasPrefix("but ") ? String(problem.dropFirst(4)) : problem
        if let context, !context.text.hasPrefix("expected a single document") {
            message = "\(context.text): \(problem)"
            if context.mark.line < mark.line {
                message += " (it begins in line \(context.mark.line))"
            }
        }
        // The parser notices a missing end past the last line: point at the end of what there is.
        var position = SourcePosition(line: mark.line, column: mark.column)
        let last = source.lines.count
        if position.line > last || (position.line == last && source.lines[last - 1].bytes.isEmpty) {
            let text = source.bytes.lastIndex { $0 > UInt8(ascii: " ") } ?? 0
            position = source.position(of: text)
        }
        return Diagnostic(
            subject: source.name, span: SourceSpan(start: position), message: message,
            hint: hints.first { message.contains($0.part) }?.hint)
    }

    /// The first character that YAML forbids (control characters, YAML 1.2 section 5.1).
    static func firstForbiddenCharacter(in source: SourceText) -> Diagnostic? {
        let offset = source.bytes.firstIndex { byte in
            byte == 0x7F || (byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D)
        }
        guard let offset else { return nil }
        let digits = String(source.bytes[offset], radix: 16, uppercase: true)
        let code = String(repeating: "0", count: 4 - digits.count) + digits
        return Diagnostic(
            subject: source.name, span: source.span(of: offset..<offset + 1),
            message: "control character U+\(code) is not allowed",
            hint: "write it as an escape in double quotes")
    }
}
