/// Why an expression has no value although all that it reads has one.
///
/// An error makes the clause unknown, and is counted; it never stops anything.
public enum EvaluationError: UInt8, Error, Sendable, CaseIterable {
    /// An integer, duration or instant outside its range.
    case overflow
    /// An integer divided by zero.
    case divisionByZero
    /// The remainder of a division by zero.
    case modulusByZero
    /// Operands of types that the operator or function does not take.
    case noSuchOverload
    /// A map without the key.
    case noSuchKey
    /// A list without the index.
    case indexOutOfRange
    /// A conversion of a text that does not hold such a value.
    case invalidConversion
}

extension EvaluationError: CustomStringConvertible {
    /// The error in words, without any value.
    public var description: String {
        switch self {
        case .overflow: "the result is out of range"
        case .divisionByZero: "division by zero"
        case .modulusByZero: "remainder of a division by zero"
        case .noSuchOverload: "the operand types do not fit together"
        case .noSuchKey: "no such key"
        case .indexOutOfRange: "index out of range"
        case .invalidConversion: "the value cannot be converted"
        }
    }
}
