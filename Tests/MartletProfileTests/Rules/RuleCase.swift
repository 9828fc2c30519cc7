import Testing

@testable import MartletProfile

/// One line of a table: an expression and its value.
struct RuleCase: Sendable, CustomTestStringConvertible {
    let source: String
    let value: Value

    init(_ source: String, _ value: Value) {
        self.source = source
        self.value = value
    }

    var testDescription: String { source }
}

/// Literals stand for values in tables.
extension Value: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral
{
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int64) { self = .int(value) }
    init(floatLiteral value: Double) { self = .double(value) }
    init(stringLiteral value: String) { self = .string(value) }
}
