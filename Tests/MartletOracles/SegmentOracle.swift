package import MartletProfile

/// Segments worked out from the raw events, at every instant at which anything could change.
package struct SegmentOracle {
    /// A rule as text and as a function of the raw events; nil = unknown.
    package struct Rule: Sendable {
        package var text: String
        package var holds: @Sendable ([SegmentStory.Event], Int64) -> Bool?

        /// Makes a rule.
        package init(
            text: String, holds: @escaping @Sendable ([SegmentStory.Event], Int64) -> Bool?
        ) {
            self.text = text
            self.holds = holds
        }
    }

    package struct Segment {
        package var name: String
        package var when: Rule
        package var exitWhen: Rule?
        package var minDwell: Int64 = 0
        package var cooldown: Int64 = 0

        package var definition: SegmentDefinition {
            SegmentDefinition(
                name: name, when: when.text, exitWhen: exitWhen?.text, minDwell: minDwell,
                cooldown: cooldown)
        }
    }

    package let segments: [Segment]
    private var inside: [Bool]
    private var changedAt: [Int64?]
    private var events: [SegmentStory.Event] = []
    private var clock = Int64.min
    private var candidates: [Int64] = []
    private let asksForSilence: Bool
    package private(set) var changes: [SegmentStory.Change] = []

    package init(_ segments: [Segment]) {
        self.segments = segments.sorted { $0.name < $1.name }
        inside = segments.map { _ in false }
        changedAt = segments.map { _ in nil }
        asksForSilence = segments.contains { "\($0.definition)".contains("since(") }
    }

    /// Moves the clock, then takes an event in.
    package mutating func apply(_ event: SegmentStory.Event, clock: Int64) {
        pass(to: clock)
        events.append(event)
        candidates += Self.candidates(of: event, asksForSilence: asksForSilence)
        evaluate(isDeadline: false)
    }

    /// Evaluates at every instant up to `instant` at which the answer could be another.
    package mutating func pass(to instant: Int64) {
        guard instant > clock else { return }
        var candidates = takeCandidates(to: instant)[...]
        while true {
            while let first = candidates.first, first <= clock { candidates.removeFirst() }
            // A change on the way starts a stay or an absence, whose end is of interest too.
            let ends = changedAt.indices.flatMap { index in
                [segments[index].minDwell, segments[index].cooldown].compactMap { pause in
                    changedAt[index].map { $0 + pause }
                }
            }.filter { $0 > clock && $0 <= instant }
            guard let next = (ends + candidates.prefix(1)).min() else { break }
            clock = next
            evaluate(isDeadline: true)
        }
        clock = instant
    }

    /// The instants at which an event may begin or cease to matter.
    package static func candidates(
        of event: SegmentStory.Event, asksForSilence: Bool = true
    ) -> [Int64] {
        let widths: [(width: Int64, length: Int64)] = [
            (SegmentStory.day, 2), (SegmentStory.hour, 2), (SegmentStory.hour, 3), (60_000, 20),
        ]
        let units = widths.flatMap { (width, length) in
            [event.at / width * width, (event.at / width + length) * width]
        }
        guard asksForSilence else { return units }
        return units + silences.flatMap { [event.at + $0, event.at + $0 + 1] }
    }

    /// Takes out the candidates up to `instant`, in order.
    private mutating func takeCandidates(to instant: Int64) -> [Int64] {
        let due = candidates.filter { $0 <= instant }
        candidates.removeAll { $0 <= instant }
        return Set(due).sorted()
    }

    private mutating func evaluate(isDeadline: Bool) {
        guard !events.isEmpty else { return }
        var change = SegmentStory.Change(at: clock, customer: "c1", isDeadline: isDeadline)
        for (index, segment) in segments.enumerated() {
            let when = segment.when.holds(events, clock) == true
            var moves = when
            if let exitWhen = segment.exitWhen {
                let exits = exitWhen.holds(events, clock) == true
                moves = inside[index] ? exits : when && !exits
            } else if inside[index] {
                moves = !when
            }
            let pause = inside[index] ? segment.minDwell : segment.cooldown
            if let changed = changedAt[index], clock < changed + pause { moves = false }
            guard moves else { continue }
            inside[index].toggle()
            changedAt[index] = clock
            if inside[index] {
                change.entered.append(segment.name)
            } else {
                change.exited.append(segment.name)
            }
        }
        if !change.entered.isEmpty || !change.exited.isEmpty { changes.append(change) }
    }

    // MARK: - Rules

    /// Lengths of silence that the rules ask about, ms.
    package static let silences: [Int64] = [21_600_000] + (1...4).map { $0 * 1_800_000 }

    package static func count(
        _ events: [SegmentStory.Event], _ type: String, _ width: Int64, _ length: Int64,
        _ now: Int64
    ) -> Int {
        events.filter { event in
            event.type == type && event.at / width <= now / width
                && event.at / width > now / width - length
        }.count
    }

    package static func sum(_ events: [SegmentStory.Event], _ now: Int64) -> Double {
        Double(amounts(events, now).reduce(0, +)) / 1_000_000
    }

    /// Amounts of the buys of three hours, millionths.
    package static func amounts(_ events: [SegmentStory.Event], _ now: Int64) -> [Int64] {
        let hour = SegmentStory.hour
        return events.filter { event in
            event.type == "buy" && event.at / hour <= now / hour
                && event.at / hour > now / hour - 3
        }.compactMap(\.amount)
    }

    package static func last(_ events: [SegmentStory.Event]) -> Int64? {
        events.filter { $0.type == "buy" }.map(\.at).max()
    }

    package static let clauses: [Rule] = [
        Rule(text: "n_2h >= 2") { count($0, "buy", SegmentStory.hour, 2, $1) >= 2 },
        Rule(text: "n_2h != 1") { count($0, "buy", SegmentStory.hour, 2, $1) != 1 },
        Rule(text: "n_2d < 3") { count($0, "buy", SegmentStory.day, 2, $1) < 3 },
        Rule(text: "n_2d > n_2h") {
            count($0, "buy", SegmentStory.day, 2, $1) > count($0, "buy", SegmentStory.hour, 2, $1)
        },
        Rule(text: "s_3h > 50") { sum($0, $1) > 50 },
        Rule(text: "s_3h > 20 * n_2h") {
            sum($0, $1) > 20 * Double(count($0, "buy", SegmentStory.hour, 2, $1))
        },
        Rule(text: "n >= 4") { events, _ in events.filter { $0.type == "buy" }.count >= 4 },
        Rule(text: "has(last)") { events, _ in last(events) != nil },
        Rule(text: "hours_since(last) > 1.5") { events, now in
            last(events).map { now - $0 > 5_400_000 }
        },
        Rule(text: "days_since(last) <= 0.25") { events, now in
            last(events).map { now - $0 <= 21_600_000 }
        },
        Rule(text: "hours_since(last) * 2 >= 3") { events, now in
            last(events).map { now - $0 >= 5_400_000 }
        },
        Rule(text: "hours_since(last) > 0.5 * n_2h") { events, now in
            let bought = count(events, "buy", SegmentStory.hour, 2, now)
            return last(events).map { now - $0 > Int64(bought) * 1_800_000 }
        },
        Rule(text: "(hours_since(last) > 1 ? n_2d >= 2 : n_2h == 1)") { events, now in
            last(events).map { last in
                now - last > SegmentStory.hour
                    ? count(events, "buy", SegmentStory.day, 2, now) >= 2
                    : count(events, "buy", SegmentStory.hour, 2, now) == 1
            }
        },
        Rule(text: "m_3h >= 40") { events, now in
            amounts(events, now).max().map { $0 >= 40_000_000 }
        },
        Rule(text: "v_20m == 1") { count($0, "look", 60_000, 20, $1) == 1 },
    ]

    /// A rule of up to four clauses.
    package static func rule(_ random: inout SplitMix64, depth: Int = 2) -> Rule {
        let choice = random.next() % (depth > 0 ? 6 : 2)
        if choice < 2 { return clauses[Int(random.next() % UInt64(clauses.count))] }
        let left = rule(&random, depth: depth - 1)
        if choice == 2 {
            return Rule(text: "!(\(left.text))") { left.holds($0, $1).map { !$0 } }
        }
        let right = rule(&random, depth: depth - 1)
        let absorbing = choice >= 5
        return Rule(text: "(\(left.text) \(absorbing ? "||" : "&&") \(right.text))") {
            let (first, second) = (left.holds($0, $1), right.holds($0, $1))
            if first == absorbing || second == absorbing { return absorbing }
            return first == nil || second == nil ? nil : !absorbing
        }
    }

    package static func segment(_ random: inout SplitMix64, _ index: Int) -> Segment {
        let pauses: [Int64] = [0, 0, 600_000, 3_600_000, 30_000_000, 86_400_000]
        var segment = Segment(name: "s\(index)", when: rule(&random))
        if random.next() % 3 == 0 { segment.exitWhen = rule(&random) }
        segment.minDwell = pauses[Int(random.next() % 6)]
        segment.cooldown = pauses[Int(random.next() % 6)]
        return segment
    }
}
