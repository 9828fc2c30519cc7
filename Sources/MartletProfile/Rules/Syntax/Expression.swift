/// A parsed expression.
struct Expression {
    /// What stands between two operands.
    enum Operator: Equatable {
        case add, subtract, multiply, divide, remainder, within
        case compare(Comparison)
    }

    /// The kinds of expressions.
    indirect enum Form {
        case literal(Value)
        case name(String)
        /// `operand.name`
        case member(Expression, String)
        case index(Expression, Expression)
        /// `name(arguments)`, or `receiver.name(arguments)`.
        case call(receiver: Expression?, name: String, nameRange: SourceRange, [Expression])
        case not(Expression)
        case negate(Expression)
        case binary(Operator, Expression, Expression)
        /// `a && b && ...`: true if all are.
        case all([Expression])
        /// `a || b || ...`: true if any is.
        case any([Expression])
        case choose(Expression, Expression, Expression)
        case list([Expression])
        case map([(key: Expression, value: Expression)])
        /// Something that was reported as an error.
        case invalid
    }

    /// What it is.
    var form: Form
    /// Where it stands.
    var range: SourceRange
    /// Levels of expressions inside it, itself included.
    var height = 1
}
