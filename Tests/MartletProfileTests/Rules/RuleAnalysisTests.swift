import Testing

@testable import MartletProfile

/// What the analysis claims of a rule holds for every profile that there can be.
@Suite struct RuleAnalysisTests {
    private static let definitions = [
        FeatureDefinition(
            name: "orders", aggregate: .count, sources: [.init(type: "purchase")],
            window: Window(length: 30, unit: .day)),
        FeatureDefinition(name: "total", aggregate: .count, sources: [.init(type: "purchase")]),
        FeatureDefinition(
            name: "part", aggregate: .share, sources: [.init(type: "purchase")],
            filter: "event.x > 0"),
        FeatureDefinition(
            name: "busy", aggregate: .peakHour, sources: [.init(type: "purchase")]),
        FeatureDefinition(
            name: "biggest", aggregate: .max, sources: [.init(type: "purchase", field: ["x"])]),
    ]

    /// One customer: values of the features above.
    private struct Facts: FactSource {
        var values: [Value]
        var calendar = CivilCalendar.utc

        init(_ random: inout SplitMix64) {
            let orders = random.below(6)
            let maybe = { (value: Value, random: inout SplitMix64) in
                random.below(4) == 0 ? .unknown : value
            }
            values = [
                .int(orders), .int(orders + random.below(3)),
                maybe(.double(Double(random.below(5)) / 4), &random),
                maybe(.int(random.below(24)), &random),
                maybe(.double(Double(random.below(9)) - 4), &random),
            ]
        }

        func number(_ feature: Int, at now: Instant) -> NumericFact {
            NumericFact(values[feature].number)
        }
        func fact(_ feature: Int, at now: Instant) -> Timed { Timed(values[feature]) }
        func entry(_ feature: Int, key: String, at now: Instant) -> Timed { Timed(.int(0)) }
        func field(_ index: Int) -> Value { .unknown }
    }

    private static func term(_ random: inout SplitMix64) -> String {
        let name = definitions[Int(random.below(5))].name
        switch random.below(5) {
        case 0: return "\(name) * 2"
        case 1: return "(\(name) - 3)"
        case 2: return "-\(name)"
        default: return name
        }
    }

    private static func rule(_ depth: Int, _ random: inout SplitMix64) -> String {
        if depth == 0 || random.below(4) == 0 {
            let symbol = ["<", "<=", "==", "!=", ">=", ">"][Int(random.below(6))]
            let bound = ["0", "1", "-1", "0.5", "3", "23"][Int(random.below(6))]
            if random.below(8) == 0 { return "has(\(definitions[Int(random.below(5))].name))" }
            return "\(term(&random)) \(symbol) \(bound)"
        }
        let left = rule(depth - 1, &random)
        let right = rule(depth - 1, &random)
        switch random.below(5) {
        case 0: return "!(\(left))"
        case 1: return "(\(left) ? \(right) : \(rule(depth - 1, &random)))"
        case 2, 3: return "(\(left) && \(right))"
        default: return "(\(left) || \(right))"
        }
    }

    private static func program(_ text: String) throws -> RuleProgram {
        try RuleProgram(
            text, scope: RuleScope(features: definitions.map { RuleScope.Feature($0) }))
    }

    @Test func findingsHoldForEverybody() throws {
        let seed: UInt64 = 20_250_601
        var random = SplitMix64(seed: seed)
        let people = (0..<300).map { _ in Facts(&random) }
        let now = Instant(milliseconds: 0)
        var found = 0
        for _ in 0..<3000 {
            let text = Self.rule(Int(random.below(3)), &random)
            let findings = RuleAnalysis(
                try Self.program(text), features: Self.definitions
            ).findings
            found += findings.count
            for finding in findings {
                let bytes = Array(text.utf8)[finding.range.offset..<finding.range.end]
                let part = String(decoding: bytes, as: UTF8.self)
                let forbidden: Truth = finding.kind == .neverTrue ? .yes : .no
                let program = try Self.program(part)
                #expect(
                    !people.contains { program.verdict($0, at: now).truth == forbidden },
                    "seed \(seed): '\(part)' of '\(text)'")
            }
        }
        #expect(found > 300)
    }

    @Test func overlapsExist() throws {
        let seed: UInt64 = 7_771
        var random = SplitMix64(seed: seed)
        let people = (0..<2000).map { _ in Facts(&random) }
        let now = Instant(milliseconds: 0)
        var (found, missed) = (0, 0)
        for _ in 0..<1000 {
            // One term, so that what is found has to be true of somebody.
            let term = ["orders", "busy", "part"][Int(random.below(3))]
            let clause = { (random: inout SplitMix64) in
                let symbol = ["<", "<=", ">=", ">"][Int(random.below(4))]
                return "\(term) \(symbol) \(term == "part" ? "0.5" : "\(random.below(5))")"
            }
            let (when, exit) = (clause(&random), clause(&random))
            let programs = (try Self.program(when), try Self.program(exit))
            let overlap = RuleAnalysis(programs.0, features: Self.definitions)
                .overlap(with: RuleAnalysis(programs.1, features: Self.definitions))
            let isThere = people.contains {
                programs.0.verdict($0, at: now).truth == .yes
                    && programs.1.verdict($0, at: now).truth == .yes
            }
            #expect((overlap != nil) == isThere, "seed \(seed): '\(when)' and '\(exit)'")
            if isThere { found += 1 } else { missed += 1 }
        }
        #expect(found > 100 && missed > 100)
    }

    @Test func lastingRulesLast() throws {
        let seed: UInt64 = 31_337
        var random = SplitMix64(seed: seed)
        let now = Instant(milliseconds: 0)
        var lasting = 0
        for _ in 0..<2000 {
            let text = Self.rule(1, &random)
            let program = try Self.program(text)
            let analysis = RuleAnalysis(program, features: Self.definitions)
            guard analysis.isLasting || analysis.isFading else { continue }
            lasting += 1
            for _ in 0..<20 {
                var facts = Facts(&random)
                let before = program.verdict(facts, at: now).truth
                // Another event: totals and the largest value rise, what is known stays known, and
                // the rest is anything.
                let old = facts.values
                facts = Facts(&random)
                for feature in [2, 3] where facts.values[feature] == .unknown {
                    facts.values[feature] = old[feature]
                }
                facts.values[1] = .int(old[1].number.bits + 1)
                if case .double(let value) = old[4] {
                    facts.values[4] = .double(value + Double(random.below(3)))
                }
                let after = program.verdict(facts, at: now).truth
                if analysis.isLasting, before == .yes {
                    #expect(after == .yes, "seed \(seed): '\(text)'")
                }
                if analysis.isFading, before != .yes {
                    #expect(after != .yes, "seed \(seed): '\(text)'")
                }
            }
        }
        #expect(lasting > 50)
    }

    @Test(arguments: [
        ("orders >= 3 && part > 0.5", "part>0.5&&(orders>=3.0)", true),
        ("3 <= orders", "orders >= 3", true),
        ("orders >= 3 || has(part)", "has(part) || orders >= 3", true),
        ("orders >= 3", "orders > 3", false), ("orders >= 3", "total >= 3", false),
        ("orders - total > 1", "total - orders > 1", false),
        ("orders in [1, 2]", "orders in [2, 1]", true),
    ])
    func signatures(_ left: String, _ right: String, _ areEqual: Bool) throws {
        let signature = { (text: String) throws in
            RuleAnalysis(try Self.program(text), features: Self.definitions).signature
        }
        #expect(try (signature(left) == signature(right)) == areEqual)
    }

    @Test func tooManyChoicesAreLeftAlone() throws {
        let choices = (0..<12).map { "(orders > \($0) || total > \($0) || part > 0.\($0))" }
        let analysis = RuleAnalysis(
            try Self.program(choices.joined(separator: " && ")), features: Self.definitions)
        #expect(analysis.demands(analysis.code.root, true)?.count == nil)
        #expect(analysis.findings == [])
        #expect(analysis.overlap(with: analysis) == nil)
    }
}

extension SplitMix64 {
    /// A number from 0 up to `bound`, which is left out.
    fileprivate mutating func below(_ bound: Int64) -> Int64 {
        Int64(next() % UInt64(bound))
    }
}
