import Testing

@testable import MartletProfile

/// Days, hours and durations since an instant flip at the millisecond at which the comparison of
/// doubles, evaluated as written, does.
@Suite struct ElapsedThresholdTests {
    private static let scope = RuleScope(features: [.init(name: "last", type: .timestamp)])
    private static let names = ["days_since": 86_400_000.0, "hours_since": 3_600_000.0]

    private static func holds(_ sign: String, _ value: Double, _ bound: Double) -> Bool {
        switch sign {
        case "<": value < bound
        case "<=": value <= bound
        case ">=": value >= bound
        case ">": value > bound
        case "==": value == bound
        default: value != bound
        }
    }

    @Test func flipsWhereTheDoublesDo() throws {
        var random = SplitMix64(seed: 2024)
        let signs = ["<", "<=", ">=", ">", "==", "!="]
        for _ in 0..<3000 {
            let (name, unit) = try #require(Self.names.randomElement(using: &random))
            let sign = try #require(signs.randomElement(using: &random))
            let digits = Double(Int.random(in: 0...3, using: &random))
            let scale = [1.0, 10, 100, 1000][Int(digits)]
            let bound = Double(Int.random(in: -50...90_000, using: &random)) / scale
            let last = Int64.random(in: -1_000_000_000...1_400_000_000_000, using: &random)
            let now = last + Int64.random(in: -1000...Int64(100 * unit), using: &random)
            let program = try RuleProgram("\(name)(last) \(sign) \(bound)", scope: Self.scope)
            let facts = VariableFacts(values: [.timestamp(Instant(milliseconds: last))])
            let verdict = program.verdict(facts, at: Instant(milliseconds: now))
            let truth = { (at: Int64) in Self.holds(sign, Double(at - last) / unit, bound) }
            #expect(verdict.truth == Truth(truth(now)), "\(program.source)")
            let until = verdict.until.milliseconds
            if until == .max {
                // Nothing changes around the bound, which is in the past or cannot be met.
                let near = max(now, last + Int64(bound * unit) - 3)
                for at in near...near + 6 { #expect(truth(at) == truth(now), "\(program.source)") }
            } else {
                #expect(until > now && truth(until) != truth(now), "\(program.source)")
                #expect(truth(until - 1) == truth(now), "\(program.source)")
            }
        }
    }

    /// Products with another feature, at the scale of months.
    @Test func linearFormsFlipWhereTheDoublesDo() throws {
        var random = SplitMix64(seed: 77)
        let scope = RuleScope(
            features: [.init(name: "last", type: .timestamp), .init(name: "rhythm", type: .double)])
        for _ in 0..<1000 {
            let factor = Double(Int.random(in: 1...40, using: &random)) / 8
            let gap = Int64.random(in: 1...4_000_000_000, using: &random)
            let rhythm = Double(gap) / 86_400_000 / Double(Int.random(in: 1...7, using: &random))
            let last = Int64.random(in: 0...1_400_000_000_000, using: &random)
            let now = last + Int64.random(in: 0...10_000_000_000, using: &random)
            let program = try RuleProgram(
                "days_since(last) >= \(factor) * rhythm", scope: scope)
            let facts = VariableFacts(
                values: [.timestamp(Instant(milliseconds: last)), .double(rhythm)])
            let verdict = program.verdict(facts, at: Instant(milliseconds: now))
            let truth = { (at: Int64) in Double(at - last) / 86_400_000 >= factor * rhythm }
            #expect(verdict.truth == Truth(truth(now)))
            if verdict.truth == .yes {
                #expect(verdict.until == .never)
            } else {
                let until = verdict.until.milliseconds
                #expect(truth(until) && !truth(until - 1), "\(program.source)")
            }
        }
    }

    @Test func farBoundsNeverCome() throws {
        let facts = VariableFacts(values: [.timestamp(Instant(milliseconds: 0))])
        for source in [
            "days_since(last) > 4000000", "days_since(last) > 1e18",
            "days_since(last) > 1e308 * 10.0",
            "since(last) > duration('3652499d')", "hours_since(last) > 9223372036854775807",
            "days_since(last) * 0.0 > 1", "days_since(last) > 0.0 / 0.0",
            "days_since(last) * (0.0 / 0.0) + 1 > 3",
        ] {
            let program = try RuleProgram(source, scope: Self.scope)
            #expect(program.verdict(facts, at: RuleFixture.now) == Verdict(.no), "\(source)")
        }
    }
}
