import MartletProfile

/// One feature with the places of its parts.
struct FeatureSettings: Sendable {
    /// What it computes.
    var definition: FeatureDefinition
    /// Where its name stands.
    var nameOrigin: SettingOrigin
    /// Where the value of each option stands, by the option's key (`window`, `limit` ...).
    var optionOrigins: [String: SettingOrigin]
    /// Where each of its sources stands.
    var sourceOrigins: [SettingOrigin]
    /// The text of `where`.
    var filter: RuleText?
    /// What it says of a model; nil for a plain fold.
    var measure: MeasureSettings?
}

/// One segment with the places of its rules.
struct SegmentSettings: Sendable {
    /// What it says.
    var definition: SegmentDefinition
    /// Where its name stands.
    var nameOrigin: SettingOrigin
    /// The text of `when`.
    var when: RuleText
    /// The text of `exit_when`.
    var exitWhen: RuleText?
}

/// The text of a rule, and how to find a part of it in the file.
struct RuleText: Sendable {
    /// The text and how it was written.
    var scalar: SettingNode.Scalar
    /// Where it stands.
    var origin: SettingOrigin

    /// The rule.
    var text: String { scalar.text }

    /// A diagnostic about a part of the rule.
    ///
    /// - Parameters:
    ///   - severity: How bad it is.
    ///   - range: The part, in UTF-8 offsets of ``text``.
    ///   - source: The file.
    ///   - message: What is wrong.
    ///   - hint: What to do about it.
    /// - Returns: The diagnostic, which points at the start of the rule if the part can't be found.
    func diagnostic(
        _ severity: Diagnostic.Severity = .error, at range: Range<Int>, in source: SourceText,
        message: String, hint: String? = nil
    ) -> Diagnostic {
        let span = origin.span.map { ScalarScan.span(of: range, in: scalar, at: $0, in: source) }
        return Diagnostic(severity, subject: source.name, span: span, message: message, hint: hint)
    }
}
