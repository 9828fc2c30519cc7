/// One thing that is wrong, or suspicious, in what the user wrote.
struct Diagnostic: Hashable, Sendable {
    /// How bad it is.
    enum Severity: String, Sendable {
        /// Nothing runs until it is put right.
        case error
        /// It runs, but perhaps not as meant.
        case warning
    }

    /// How bad it is.
    var severity: Severity
    /// What it is about: the name of a file, an environment variable or a flag.
    var subject: String
    /// Where in the file; nil if the subject is no file, or if no place in it is meant.
    var span: SourceSpan?
    /// What is wrong: one line, no full stop.
    var message: String
    /// What to do about it; nil if the message says so already.
    var hint: String?

    init(
        _ severity: Severity = .error, subject: String, span: SourceSpan? = nil, message: String,
        hint: String? = nil
    ) {
        self.severity = severity
        self.subject = subject
        self.span = span
        self.message = message
        self.hint = hint
    }

    /// Message and hint in one line.
    var summary: String { hint.map { "\(shownMessage); \($0)" } ?? shownMessage }

    /// The message without the secret of somebody who forgot the blank in `sasl.password: x`.
    var shownMessage: String { SecretMask.mask(message) }

    /// The order in which diagnostics are shown: those without a place first, then by position.
    static func isOrderedBefore(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
        guard let leftSpan = left.span, let rightSpan = right.span else {
            if left.span == nil, right.span == nil { return left.subject < right.subject }
            return left.span == nil
        }
        if left.subject != right.subject { return left.subject < right.subject }
        return leftSpan.start < rightSpan.start
    }
}

extension [Diagnostic] {
    /// Whether nothing may run.
    var hasErrors: Bool { contains { $0.severity == .error } }

    /// In the order in which they are shown, each once.
    func ordered() -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        // The standard sort is stable, so what is found first at one place is shown first.
        return filter { seen.insert($0).inserted }.sorted(by: Diagnostic.isOrderedBefore)
    }
}
