package import MartletProfile

extension PersonaCase {
    /// Random personas: by rules or clusters, with every kind of refresh.
    package init(_ random: inout SplitMix64) {
        self.init()
        segments = (0..<2).map { SegmentOracle.segment(&random, $0) }
        if random.next() % 2 == 0 {
            rules = (0...random.next() % 4).map { _ in SegmentOracle.rule(&random) }
        } else {
            addClusters(&random)
        }
        triggers = (0..<1 + Int(random.next() % 4)).map { Self.trigger(&random, $0) }
        forecasts = (0..<random.next() % 3).map { _ in SegmentOracle.rule(&random) }
        let intervals: [Int64] = [20_000_000, 50_000_000, 86_400_000, 250_000_000]
        if random.next() % 2 == 0 { interval = intervals[Int(random.next() % 4)] }
    }

    private mutating func addClusters(_ random: inout SplitMix64) {
        let real = { (random: inout SplitMix64) in Double(random.next() % 4_000) / 1_000 - 2 }
        let bends = PersonaFeature.Bend.allCases
        measures = (0...random.next() % 3).map { _ in
            var measure = Self.allMeasures[Int(random.next() % UInt64(Self.allMeasures.count))]
            measure.bend = bends[Int(random.next() % UInt64(bends.count))]
            if random.next() % 3 == 0 { measure.high = Double(random.next() % 30) }
            measure.mean = 2 + real(&random)
            measure.deviation = 0.5 + abs(real(&random))
            return measure
        }
        centres = (0..<1 + random.next() % 4).map { _ in measures.map { _ in real(&random) } }
        if random.next() % 2 == 0 { limit = 0.2 + abs(real(&random)) }
        if random.next() % 2 == 0 { margin = Double(random.next() % 60) / 100 }
    }

    private static func trigger(_ random: inout SplitMix64, _ index: Int) -> Trigger {
        let types = [["buy"], ["look"], ["buy", "look"]][Int(random.next() % 3)]
        let condition: Condition
        switch random.next() % 6 {
        case 0:
            let bound = Int64(random.next() % 50)
            let rule = SegmentOracle.rule(&random, depth: 1)
            condition = .rule("event.amount > \(bound) && (\(rule.text))") { event, events, now in
                let (first, second) = (
                    event.amount.map { $0 > bound * 1_000_000 }, rule.holds(events, now)
                )
                if first == false || second == false { return false }
                return first == nil || second == nil ? nil : true
            }
        case 1: condition = .first
        case 2, 3:
            condition = .unusual(
                times: [0.5, 1, 1.5, 2][Int(random.next() % 4)],
                minimum: 1 + Int(random.next() % 3),
                threshold: random.next() % 2 == 0 ? Double(random.next() % 50) : nil)
        case 4:
            let (name, value) = allValues[Int(random.next() % UInt64(allValues.count))]
            condition = .changes(name, value)
        default: condition = .segments([["s0"], ["s1"], ["s0", "s1"]][Int(random.next() % 3)])
        }
        return Trigger(name: "t\(index)", types: types, condition: condition)
    }

    private static let allMeasures: [Measure] = [
        Measure(text: "n_2h") {
            Double(SegmentOracle.count($0, "buy", SegmentStory.hour, 2, $1))
        },
        Measure(text: "n_2d - 3") {
            Double(SegmentOracle.count($0, "buy", SegmentStory.day, 2, $1) - 3)
        },
        Measure(text: "s_3h") { SegmentOracle.sum($0, $1) },
        Measure(text: "m_3h") { events, now in
            SegmentOracle.amounts(events, now).max().map { Double($0) / 1_000_000 }
        },
        Measure(text: "hours_since(last)") { events, now in
            SegmentOracle.last(events).map { Double(now - $0) / Double(SegmentStory.hour) }
        },
    ]

    private static let allValues: [(String, @Sendable ([Event], Int64) -> String?)] = [
        ("n", { events, _ in "\(events.filter { $0.type == "buy" }.count)" }),
        ("n_2h", { "\(SegmentOracle.count($0, "buy", SegmentStory.hour, 2, $1))" }),
        ("m_3h", { SegmentOracle.amounts($0, $1).max().map { "\($0)" } }),
        ("last", { events, _ in SegmentOracle.last(events).map { "\($0)" } }),
    ]
}
