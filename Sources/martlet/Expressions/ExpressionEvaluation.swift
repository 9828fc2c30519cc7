import MartletProfile

/// One expression evaluated at one instant: the value, or what is wrong.
struct ExpressionEvaluation {
    /// What messages call the expression and the variables.
    static let expressionName = "expression"
    static let variablesName = "--vars"

    /// The value and until when it holds; nil if there is none.
    var result: Timed?
    /// Why there is no value.
    var diagnostics: [Diagnostic] = []

    /// Most changes that are followed to find the instant until which the value holds.
    private static let mostSteps = 1000

    /// Compiles and evaluates `text`.
    init(_ text: String, variables: ExpressionVariables, at now: Instant) {
        do throws(RuleErrors) {
            let program = try RuleProgram(text, scope: variables.scope, expecting: .any)
            var timed = program.value(variables, at: now)
            guard timed.value.hasValue else {
                diagnostics = Self.blame(program, variables, now)
                return
            }
            var steps = 0
            // The end of an evaluation may be early: the same value may go on behind it.
            while timed.until.milliseconds < Instant.yearTenThousand, steps < Self.mostSteps {
                let next = program.value(variables, at: timed.until)
                guard next.value == timed.value, next.until > timed.until else { break }
                timed.until = next.until
                steps += 1
            }
            result = timed
        } catch {
            let source = SourceText(name: Self.expressionName, text: text)
            diagnostics = error.diagnostics.map {
                Diagnostic(
                    subject: source.name, span: source.span(of: $0.range.offset..<$0.range.end),
                    message: $0.message, hint: $0.hint)
            }
        }
    }

    /// `{"value":...,"holds_until":...}`, or nil.
    var json: String? {
        result.map {
            "{\"value\":\(ValueText.json($0.value)),\"holds_until\":\(InstantText.json($0.until))}"
        }
    }

    /// Which parts of the expression have no value.
    private static func blame(
        _ program: RuleProgram, _ variables: ExpressionVariables, _ now: Instant
    ) -> [Diagnostic] {
        let source = SourceText(name: expressionName, text: program.source)
        return program.failures(variables, at: now).map { failure in
            let range = failure.range.offset..<failure.range.end
            let text = String(decoding: source.bytes[range], as: UTF8.self)
            let hint =
                failure.error == nil
                ? NameSuggestion.hint(for: text, among: variables.names) : nil
            return Diagnostic(
                subject: source.name, span: source.span(of: range),
                message: failure.error?.description ?? "'\(text)' has no value", hint: hint)
        }
    }

    /// Reads the object that `--vars` is.
    ///
    /// - Throws: What is wrong with it.
    static func variables(_ text: String) throws(Diagnostic) -> ExpressionVariables {
        let message: String
        var offset = 0
        do throws(JSONValueReader.Mistake) {
            if case .map(let entries) = try JSONValueReader.read(text) {
                return ExpressionVariables(entries)
            }
            message = "the variables must be a JSON object, as in {\"x\": 3}"
        } catch {
            message = error.message
            offset = error.offset
        }
        let source = SourceText(name: variablesName, text: text)
        throw Diagnostic(
            subject: source.name, span: source.span(of: offset..<offset + 1), message: message)
    }
}

extension Diagnostic: Error {}

extension Value {
    /// Whether it is a value, neither unknown nor an error.
    fileprivate var hasValue: Bool {
        switch self {
        case .unknown, .error: false
        default: true
        }
    }
}
