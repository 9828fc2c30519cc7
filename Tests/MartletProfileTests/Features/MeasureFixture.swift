@testable import MartletProfile

/// Features on models, and what they are worth by the whole list of events.
enum MeasureFixture {
    static let day: Int64 = 86_400_000
    /// 2025-01-01T00:00:00Z.
    static let start: Int64 = 1_735_689_600_000
    static let week = 7 * day

    /// Two hours ahead in summer, one in winter.
    static let berlin = CivilCalendar(
        initialOffset: 3600,
        transitions: [
            .init(at: Instant(milliseconds: 1_743_296_400_000), offset: 7200),
            .init(at: Instant(milliseconds: 1_761_440_400_000), offset: 3600),
        ])

    static let mbgnbd = PurchaseForecast(
        model: PurchaseModel(kind: .mbgnbd, r: 0.525, alpha: 6.183, a: 0.891, b: 1.614),
        unit: week)
    static let bgnbd = PurchaseForecast(
        model: PurchaseModel(kind: .bgnbd, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426),
        unit: week)
    static let spend = SpendModel(p: 6.25, q: 3.74, v: 15.4)
    static let rhythm = RhythmModel(population: Rhythm(mean: 31, spread: 12))
    static let scores = RFMModel(
        recency: CutPoints([3, 10, 30, 60], rule: .nearestRank),
        frequency: CutPoints([1, 2, 4, 8], rule: .nearestRank),
        money: CutPoints([20, 55.5, 100, 250], rule: .nearestRank))
    static let fixedScores = RFMModel(
        recency: CutPoints([7, 30]), frequency: CutPoints([2, 5]), money: CutPoints([50, 100]))
    static let drop = ActivityDrop(recent: 14, baseline: 56, fewestEvents: 3)

    static let models: [String: FeatureModel] = [
        "mbgnbd": .purchases(mbgnbd), "bgnbd": .purchases(bgnbd), "gamma": .spend(spend),
        "rhythm": .rhythm(rhythm), "rfm": .scores(scores),
    ]

    private static let buy = [FeatureDefinition.Source(type: "buy")]
    private static let amount = [FeatureDefinition.Source(type: "buy", field: ["amount"])]

    private static func feature(
        _ name: String, _ kind: FeatureDefinition.Aggregate,
        _ sources: [FeatureDefinition.Source], _ measure: MeasureDefinition, filter: String? = nil
    ) -> FeatureDefinition {
        FeatureDefinition(
            name: name, aggregate: kind, sources: sources, filter: filter, measure: measure)
    }

    static let definitions: [FeatureDefinition] = {
        var definitions: [FeatureDefinition] = []
        for occasion in MeasureDefinition.Occasion.allCases {
            let end = occasion == .day ? "" : "_e"
            definitions += [
                feature("alive\(end)", .pAlive, buy, .init(model: "mbgnbd", occasion: occasion)),
                feature("bg\(end)", .pAlive, buy, .init(model: "bgnbd", occasion: occasion)),
                feature(
                    "expected\(end)", .expectedPurchases, buy,
                    .init(model: "mbgnbd", occasion: occasion, horizon: 90 * day)),
                feature(
                    "spend\(end)", .expectedSpend, amount,
                    .init(
                        model: "gamma", purchases: "mbgnbd", occasion: occasion,
                        horizon: 90 * day)),
                feature(
                    "spend_all\(end)", .expectedSpend, amount,
                    .init(
                        model: "gamma", purchases: "mbgnbd", occasion: occasion,
                        includesFirst: true, horizon: 30 * day)),
                feature("rhythm\(end)", .rhythm, buy, .init(model: "rhythm", occasion: occasion)),
            ]
        }
        definitions += [
            feature("alive_big", .pAlive, buy, .init(model: "mbgnbd"), filter: "event.amount > 30"),
            feature("own_rhythm", .rhythm, buy, .init(model: "missing")),
            feature("rfm", .rfm, amount, .init(model: "rfm", occasion: .event)),
            feature("fixed", .rfm, amount, .init(occasion: .event, scores: fixedScores)),
            feature("nothing", .pAlive, buy, .init(model: "missing")),
        ]
        var activity = feature("drop", .activityDrop, buy, .init(drop: drop))
        activity.sources.append(FeatureDefinition.Source(type: "look"))
        activity.window = Window(length: 70, unit: .day)
        return definitions + [activity]
    }()

    static func plan(
        _ segments: [SegmentDefinition] = [], _ calendar: CivilCalendar = .utc
    ) throws -> Plan {
        let zone = calendar == .utc ? Plan.utc : "Europe/Berlin"
        var plan = try Plan(
            features: definitions, segments: segments, dedupe: 0, calendar: calendar,
            timeZone: zone)
        plan.models = models
        return plan
    }

    /// What a feature is worth, by its text in ``FeatureOracle``.
    static func value(
        _ definition: FeatureDefinition, _ events: [EventStory.Event], _ clock: Int64,
        _ calendar: CivilCalendar
    ) -> String {
        let now = Instant(milliseconds: clock)
        guard let measure = definition.measure else { return "" }
        let bought = events.filter { event in
            event.type == "buy"
                && (definition.filter == nil || event.numbers["amount"] ?? 0 > 30_000_000)
        }
        let paid = bought.filter { $0.numbers["amount"] != nil }
        let buys = history(bought, measure, calendar)
        let pays = history(paid, measure, calendar)
        switch definition.aggregate {
        case .pAlive, .expectedPurchases, .expectedSpend:
            let name = measure.purchases ?? measure.model
            guard let forecast = name.flatMap({ models[$0]?.forecast }),
                let summary = buys.summary(at: now, unit: forecast.unit)
            else { return "unknown" }
            if definition.aggregate == .pAlive { return "\(forecast.model.pAlive(summary))" }
            let expected = forecast.model.expectedPurchases(
                summary, within: Double(measure.horizon) / Double(forecast.unit))
            guard definition.aggregate == .expectedSpend else { return "\(expected)" }
            let known = pays.spend(includesFirst: measure.includesFirst)
            let amount = spend.expectedAmount(known ?? SpendSummary(purchases: 0, mean: 0)) ?? 0
            return "\(amount * expected)"
        case .rhythm: return rhythm(buys, measure)
        case .rfm:
            let model = measure.scores ?? scores
            guard let customer = pays.rfm(at: now, calendar) else { return "unknown" }
            let found = model.scores(customer)
            return "r:\(found.recency),f:\(found.frequency),m:\(found.money),score:\(found.score)"
        default: return activity(events, calendar.day(of: now), calendar)
        }
    }

    private static func rhythm(
        _ buys: PurchaseHistory, _ measure: MeasureDefinition
    ) -> String {
        let isKnown = measure.model == "rhythm" || buys.gaps.count >= 4
        guard !buys.occasions.isEmpty, isKnown else { return "unknown" }
        let found = rhythm.rhythm(buys.gaps)
        return "mean_days:\(found.mean),spread_days:\(found.spread),gaps:\(buys.gaps.count)"
    }

    private static func history(
        _ events: [EventStory.Event], _ measure: MeasureDefinition, _ calendar: CivilCalendar
    ) -> PurchaseHistory {
        var history = PurchaseHistory()
        for event in events {
            let at = Instant(milliseconds: event.at)
            let day = measure.occasion == .day ? calendar.start(ofDay: calendar.day(of: at)) : nil
            history.add(
                at: at, day: day,
                amount: FixedDecimal(millionths: event.numbers["amount"] ?? 0))
        }
        return history
    }

    private static func activity(
        _ events: [EventStory.Event], _ today: Int64, _ calendar: CivilCalendar
    ) -> String {
        let ages = events.map { today - calendar.day(of: Instant(milliseconds: $0.at)) }
        let recent = ages.count { 0..<14 ~= $0 }
        let value = drop.value(recentEvents: recent, allEvents: ages.count { 0..<70 ~= $0 })
        return value.map { "\($0)" } ?? "unknown"
    }

    /// Purchases and looks of a customer in no order, now and then several on one day.
    static func story(_ random: inout SplitMix64, count: Int, days: Int) -> [EventStory.Event] {
        (0..<count).map { index in
            var event = EventStory.Event(
                type: random.next() % 5 == 0 ? "look" : "buy",
                at: start + Int64(random.next() % UInt64(days)) * day)
            // Some at midnight, all at instants of their own.
            if random.next() % 3 != 0 { event.at += Int64(random.next() % UInt64(day)) }
            event.at = event.at / 64 * 64 + Int64(index)
            if random.next() % 6 != 0 {
                event.numbers["amount"] = Int64(random.next() % 90_000_000) - 5_000_000
            }
            return event
        }
    }
}
