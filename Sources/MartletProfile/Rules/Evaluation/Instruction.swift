/// What an instruction computes.
enum Operation: UInt8 {
    // Truth values.
    /// Kleene's conjunction or disjunction of the operands.
    case all, any
    case not
    /// Feature or field `slot` against the number in `kind` and `bits`.
    case compareFeature, compareField
    /// Feature `slot`, whose value moves all the time, against the number in `kind` and `bits`, as
    /// `solved` says.
    case compareForecast
    /// Time since feature `slot` against a constant, which it reaches after `bits` ms.
    case compareElapsed
    /// The first operand against the second, as numbers.
    case compare
    /// Feature or field `slot` against `count` bytes of text at `bits`; equal or not equal.
    case textFeature, textField
    case hasFeature, hasField
    case isListed

    // Any type: the first operand decides between the other two.
    case choose

    // Numbers.
    case number
    case feature, field
    /// Feature `slot`, whose value moves all the time.
    case forecast
    /// Value number `bits` of feature `slot`, which has several.
    case part
    /// Entry of tally `slot`, its key the operand.
    case entry
    case add, subtract, multiply, divide, remainder, negate
    /// Time since the operand in units of `unit` ms; a duration if that is 1.
    case elapsed
    case hour, weekday
    case toInt, toDouble
    case size

    // Other values.
    /// Constant `slot`.
    case constant
    case list, map, index
    /// Whether the first operand has the key that is the second.
    case hasKey
    /// Equality and order of any two values.
    case compareValues
    case within
    /// Text or lists joined; numbers added, where types are known only at evaluation.
    case concatenate
    case startsWith, endsWith, contains
    /// Whether the operand matches pattern `slot`.
    case matches
    case toText, toTimestamp, toDuration, toBool
}

/// One step of a compiled rule.
///
/// Trivial, so that evaluation copies no references.
///
/// Operands stand one behind the other in ``RuleCode/instructions``.
struct Instruction: Equatable {
    /// What it computes.
    var operation: Operation
    /// Of comparisons.
    var comparison: Comparison = .equal
    /// Of `compareForecast`: what that comes to for the forecast itself.
    var solved: Comparison = .equal
    /// Of the constant in `bits`.
    var kind: Number.Kind = .unknown
    /// Of `all` and `any`: whether "unknown" counts with the operands that keep the answer from
    /// being true (`all`) or from being false (`any`), so that its end alone changes nothing.
    var foldsUnknown = false
    /// Of `any`: whether the rule says `in`.
    var isMembership = false
    /// Index of a feature, field, list, constant, pattern or the start of a text.
    var slot: UInt32 = 0
    /// First operand.
    var first: UInt32 = 0
    /// Number of operands, or bytes of a text, or ms of a unit.
    var count: UInt32 = 0
    /// A number.
    var bits: Int64 = 0

    /// The number in `kind` and `bits`.
    @inline(__always)
    var number: Number { Number(kind, bits) }

    /// Milliseconds of the unit of `elapsed`.
    @inline(__always)
    var unit: Int64 { Int64(count) }

    /// Index of the feature, field and so on.
    @inline(__always)
    var index: Int { Int(slot) }
}

/// A rule while it is compiled.
struct RuleDraft: Sendable {
    /// Operands of all instructions.
    var instructions: [Instruction] = []
    /// Where the operands stand in the source.
    var ranges: [SourceRange] = []
    /// Values that are no numbers.
    var constants: [Value] = []
    /// UTF-8 of the texts that features and fields are compared with.
    var texts: [UInt8] = []
    /// Compiled `matches` patterns.
    var patterns: [Pattern] = []
    /// What the rule computes.
    var root = Instruction(operation: .number)

    /// An operand of `instruction`.
    @inline(__always)
    func operand(_ instruction: Instruction, _ index: Int) -> Instruction {
        instructions[Int(instruction.first) &+ index]
    }
}
