/// A stretch of rule text, in UTF-8 bytes.
public struct SourceRange: Sendable, Equatable {
    /// First byte.
    public var offset: Int
    /// Number of bytes.
    public var length: Int

    /// Makes a range.
    public init(offset: Int, length: Int) {
        self.offset = offset
        self.length = length
    }

    /// Behind the last byte.
    public var end: Int { offset + length }

    /// The range from the start of `self` to the end of `other`.
    func through(_ other: SourceRange) -> SourceRange {
        SourceRange(offset: offset, length: max(other.end, end) - offset)
    }
}

/// One thing that is wrong with a rule.
public struct RuleDiagnostic: Error, Sendable, Equatable {
    /// Where, in bytes of the rule text.
    public var range: SourceRange
    /// What is wrong.
    public var message: String
    /// What to do about it, such as "did you mean 'spend_30d'?".
    public var hint: String?

    /// Makes a diagnostic.
    public init(range: SourceRange, message: String, hint: String? = nil) {
        self.range = range
        self.message = message
        self.hint = hint
    }
}

/// Everything that is wrong with a rule, in the order of the text; at least one entry.
public struct RuleErrors: Error, Sendable, Equatable {
    /// The diagnostics.
    public var diagnostics: [RuleDiagnostic]
}

extension RuleErrors: CustomStringConvertible {
    /// One line per diagnostic.
    public var description: String {
        diagnostics.map { diagnostic in
            let hint = diagnostic.hint.map { " (\($0))" } ?? ""
            return "\(diagnostic.range.offset): \(diagnostic.message)\(hint)"
        }.joined(separator: "\n")
    }
}
