@testable import MartletProfile

/// A random rule with an evaluation of its own, written down as directly as possible.
indirect enum RandomRule {
    /// A number, as the naive evaluation has it.
    enum Quantity: Equatable {
        case unknown, failed
        case int(Int64)
        case double(Double)

        var double: Double? {
            switch self {
            case .int(let value): Double(value)
            case .double(let value): value
            default: nil
            }
        }
    }

    case constant(Quantity)
    case number(feature: Int)
    /// Days since feature `instant` times `scale`: a few units per millisecond.
    case elapsed(instant: Int, scale: Double)
    case arithmetic(String, RandomRule, RandomRule)
    case int(RandomRule)
    case select(RandomRule, RandomRule, RandomRule)

    case compare(String, RandomRule, RandomRule)
    case has(feature: Int)
    case all([RandomRule])
    case any([RandomRule])
    case not(RandomRule)

    /// Features 0..<3 are numbers, 3..<6 instants.
    static let numberCount = 3
    static let featureNames = ["n0", "n1", "n2", "t0", "t1", "t2"]

    /// The rule as it is written.
    var source: String {
        switch self {
        case .constant(.int(let value)): "\(value)"
        case .constant(.double(let value)): "\(value)"
        case .constant: "n0"
        case .number(let feature): Self.featureNames[feature]
        case .has(let feature): "has(\(Self.featureNames[feature]))"
        case .elapsed(let instant, 1):
            "days_since(\(Self.featureNames[Self.numberCount + instant]))"
        case .elapsed(let instant, let scale):
            "(days_since(\(Self.featureNames[Self.numberCount + instant])) * \(scale))"
        case .arithmetic(let sign, let left, let right): "(\(left.source) \(sign) \(right.source))"
        case .int(let part): "int(\(part.source))"
        case .select(let condition, let one, let other):
            "(\(condition.source) ? \(one.source) : \(other.source))"
        case .compare(let sign, let left, let right): "(\(left.source) \(sign) \(right.source))"
        case .all(let parts): "(" + parts.map(\.source).joined(separator: " && ") + ")"
        case .any(let parts): "(" + parts.map(\.source).joined(separator: " || ") + ")"
        case .not(let part): "!\(part.source)"
        }
    }

    /// Whether it is an integer by its type.
    var isInt: Bool {
        switch self {
        case .constant(.int), .int: true
        case .number(let feature): feature == 0
        case .arithmetic(_, let left, let right), .select(_, let left, let right):
            left.isInt && right.isInt
        default: false
        }
    }

    /// How many times it reads the clock.
    var clockCount: Int {
        switch self {
        case .elapsed: 1
        case .constant, .number, .has: 0
        case .arithmetic(_, let left, let right), .compare(_, let left, let right):
            left.clockCount + right.clockCount
        case .int(let part), .not(let part): part.clockCount
        case .select(let condition, let one, let other):
            condition.clockCount + one.clockCount + other.clockCount
        case .all(let parts), .any(let parts): parts.reduce(0) { $0 + $1.clockCount }
        }
    }
}

/// The naive evaluation.
struct NaiveEvaluation {
    let facts: TimelineFacts
    let now: Int64
    /// Whether two sides that both move met so closely that rounding decides.
    var isAmbiguous = false

    mutating func quantity(_ rule: RandomRule) -> RandomRule.Quantity {
        switch rule {
        case .constant(let value): return value
        case .number(let feature):
            switch facts.timelines[feature].value(at: now).value {
            case .int(let value): return .int(value)
            case .double(let value): return .double(value)
            default: return .unknown
            }
        case .elapsed(let instant, let scale):
            let feature = RandomRule.numberCount + instant
            guard case .timestamp(let since) = facts.timelines[feature].value(at: now).value else {
                return .unknown
            }
            return .double(Double(now - since.milliseconds) / 86_400_000 * scale)
        case .arithmetic(let sign, let left, let right):
            return Self.arithmetic(sign, quantity(left), quantity(right))
        case .int(let part):
            let value = quantity(part)
            guard case .double(let double) = value else { return value }
            if part.clockCount > 1, abs(double - double.rounded()) < 1e-6 { isAmbiguous = true }
            return double.magnitude < 1e18 ? .int(Int64(double)) : .failed
        case .select(let condition, let one, let other):
            let truth = truth(condition)
            guard truth != .unknown else { return .unknown }
            let value = quantity(truth == .yes ? one : other)
            if !rule.isInt, case .int(let int) = value { return .double(Double(int)) }
            return value
        default: return .failed
        }
    }

    private static func arithmetic(
        _ sign: String, _ left: RandomRule.Quantity, _ right: RandomRule.Quantity
    ) -> RandomRule.Quantity {
        if case .int(let left) = left, case .int(let right) = right {
            switch sign {
            case "+": return .int(left + right)
            case "-": return .int(left - right)
            case "*": return .int(left * right)
            case "/": return right == 0 ? .failed : .int(left / right)
            default: return right == 0 ? .failed : .int(left % right)
            }
        }
        if left == .failed || right == .failed { return .failed }
        guard let left = left.double, let right = right.double else { return .unknown }
        switch sign {
        case "+": return .double(left + right)
        case "-": return .double(left - right)
        case "*": return .double(left * right)
        case "/": return .double(left / right)
        default: return .failed
        }
    }

    mutating func truth(_ rule: RandomRule) -> Truth {
        switch rule {
        case .compare(let sign, let left, let right):
            guard let one = quantity(left).double, let other = quantity(right).double else {
                return .unknown
            }
            if rule.clockCount > 1, abs(one - other) < 1e-6 * max(1, abs(one)) {
                isAmbiguous = true
            }
            switch sign {
            case "<": return Truth(one < other)
            case "<=": return Truth(one <= other)
            case "==": return Truth(one == other)
            case "!=": return Truth(one != other)
            case ">=": return Truth(one >= other)
            default: return Truth(one > other)
            }
        case .has(let feature):
            return Truth(facts.timelines[feature].value(at: now).value != .unknown)
        case .all(let parts):
            let truths = parts.map { truth($0) }
            return truths.contains(.no) ? .no : truths.contains(.unknown) ? .unknown : .yes
        case .any(let parts):
            let truths = parts.map { truth($0) }
            return truths.contains(.yes) ? .yes : truths.contains(.unknown) ? .unknown : .no
        case .not(let part):
            let truth = truth(part)
            return truth == .unknown ? .unknown : truth == .yes ? .no : .yes
        default: return .unknown
        }
    }
}
