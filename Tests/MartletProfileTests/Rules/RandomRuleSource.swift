@testable import MartletProfile

/// Draws random rules and facts, all of which change within a few dozen milliseconds.
struct RandomRuleSource {
    var random: SplitMix64

    /// Last instant that is looked at, ms.
    static let last: Int64 = 32

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func draw(_ range: ClosedRange<Int64>) -> Int64 { .random(in: range, using: &random) }

    mutating func chance(_ percent: Int64) -> Bool { draw(1...100) <= percent }

    /// Draws facts; mostly everything ends soon, so that no search goes on for long.
    mutating func facts() -> TimelineFacts {
        var timelines: [TimelineFacts.Timeline] = []
        let isBrief = chance(90)
        for feature in RandomRule.featureNames.indices {
            let isNumber = feature < RandomRule.numberCount
            var timeline = TimelineFacts.Timeline(value(isNumber, isInt: feature == 0))
            var instant: Int64 = 0
            for _ in 0..<(chance(50) ? draw(0...4) : 0) {
                instant += draw(1...10)
                timeline.pieces.append((instant, value(isNumber, isInt: feature == 0)))
            }
            if isBrief { timeline.pieces.append((Self.last + 10, .unknown)) }
            timelines.append(timeline)
        }
        return TimelineFacts(timelines: timelines)
    }

    private mutating func value(_ isNumber: Bool, isInt: Bool) -> Value {
        if chance(8) { return .unknown }
        if !isNumber { return .timestamp(Instant(milliseconds: draw(-20...30))) }
        let value = draw(-3...12)
        return isInt ? .int(value) : .double(Double(value) / 2)
    }

    mutating func condition(_ depth: Int) -> RandomRule {
        guard depth > 0 else { return chance(10) ? .has(feature: Int(draw(0...5))) : comparison() }
        switch draw(1...4) {
        case 1, 2: return parts(depth).map(RandomRule.all) ?? comparison()
        case 3: return parts(depth).map(RandomRule.any) ?? comparison()
        default: return .not(condition(depth - 1))
        }
    }

    private mutating func parts(_ depth: Int) -> [RandomRule]? {
        (0..<draw(2...3)).map { _ in condition(depth - 1) }
    }

    mutating func comparison() -> RandomRule {
        let signs = ["<", "<=", "==", "!=", ">=", ">"]
        let sign = signs[Int(draw(0...5))]
        if chance(15) {
            // Whole milliseconds, in days.
            let bound = RandomRule.Quantity.double(Double(draw(-25...50)) / 86_400_000)
            return .compare(sign, .elapsed(instant: Int(draw(0...2)), scale: 1), .constant(bound))
        }
        let left = quantity(Int(draw(0...2)))
        return chance(50)
            ? .compare(sign, left, .constant(constant()))
            : .compare(sign, left, quantity(Int(draw(0...1))))
    }

    private mutating func constant() -> RandomRule.Quantity {
        chance(40) ? .int(draw(-4...25)) : .double(Double(draw(-8...60)) / 4)
    }

    private mutating func quantity(_ depth: Int) -> RandomRule {
        guard depth > 0 else {
            switch draw(1...10) {
            case 1...3: return .number(feature: Int(draw(0...2)))
            case 4: return .constant(constant())
            default: return .elapsed(instant: Int(draw(0...2)), scale: scale())
            }
        }
        switch draw(1...10) {
        case 1: return .int(quantity(depth - 1))
        case 2:
            // Integers, so that the remainder exists.
            let dividend = RandomRule.int(quantity(depth - 1))
            return .arithmetic("%", dividend, .constant(.int(draw(2...7))))
        case 3: return .select(comparison(), quantity(depth - 1), quantity(depth - 1))
        case 4: return .arithmetic("/", quantity(depth - 1), quantity(depth - 1))
        case 5, 6: return .arithmetic("*", quantity(depth - 1), quantity(0))
        default:
            return .arithmetic(chance(50) ? "+" : "-", quantity(depth - 1), quantity(depth - 1))
        }
    }

    private mutating func scale() -> Double {
        [86_400_000, 43_200_000, 21_600_000, 172_800_000, -86_400_000, 30_000_000][Int(draw(0...5))]
    }
}
