import MartletProfile
import Testing

@testable import MartletWire

/// What is kept of purchases for models: written, read, and taken over by other plans.
@Suite struct MeasureRecordTests {
    private static let day: Int64 = 86_400_000

    private static let models: [String: FeatureModel] = [
        "m": .purchases(
            PurchaseForecast(
                model: PurchaseModel(kind: .mbgnbd, r: 0.5, alpha: 6, a: 0.9, b: 1.6),
                unit: 7 * day)),
        "g": .spend(SpendModel(p: 6.25, q: 3.74, v: 15.4)),
        "r": .rhythm(RhythmModel(population: Rhythm(mean: 31, spread: 12))),
    ]

    private static func feature(
        _ name: String, _ kind: FeatureDefinition.Aggregate, _ measure: MeasureDefinition,
        filter: String? = nil
    ) -> FeatureDefinition {
        let hasAmount = kind == .expectedSpend || kind == .rfm
        return FeatureDefinition(
            name: name, aggregate: kind,
            sources: [.init(type: "purchase", field: hasAmount ? ["amount"] : [])],
            filter: filter, measure: measure)
    }

    private static let scores = RFMModel(
        recency: CutPoints([1, 2]), frequency: CutPoints([2, 3]), money: CutPoints([50, 100]))

    private static let features = [
        feature("alive", .pAlive, .init(model: "m")),
        feature("alive_e", .pAlive, .init(model: "m", occasion: .event)),
        feature("worth", .expectedSpend, .init(model: "g", purchases: "m", horizon: 90 * day)),
        feature("rhythm", .rhythm, .init(model: "r")),
        feature("rhythm_e", .rhythm, .init(model: "r", occasion: .event)),
        feature("rfm", .rfm, .init(occasion: .event, scores: scores)),
        feature("big", .rhythm, .init(model: "r"), filter: "event.amount > 50"),
    ]

    private static func plan(
        _ features: [FeatureDefinition] = features, timeZone: String = Plan.utc
    ) throws -> Plan {
        var plan = try Plan(
            features: features,
            segments: [SegmentDefinition(name: "alive", when: "has(\(features[0].name))")],
            dedupe: 2, timeZone: timeZone)
        plan.models = models
        return plan
    }

    private static let events = [
        #"{"customer_id":"c1","ts":1735689600000,"type":"purchase","amount":19.9}"#,
        #"{"customer_id":"c1","ts":1735779600000,"type":"purchase","amount":120}"#,
        #"{"customer_id":"c1","ts":1735700000000,"type":"purchase","amount":5.25}"#,
        #"{"customer_id":"c1","ts":1740000000000,"type":"purchase"}"#,
        #"{"customer_id":"c1","ts":1735603200000,"type":"purchase","amount":7}"#,
    ]

    /// A profile as JSON, and as a record.
    private func shown(_ table: borrowing ProfileTable) -> (profile: String, record: [UInt8]) {
        (EveryKind.profiles(table)[0], EveryKind.records(table)[0].value)
    }

    /// Bytes that programs of this version have written: see ``GoldenBytes``.
    private static let row = """
        014d58ba171a02020004808080f0e09c0180908080a09d01808099a0836580e0a781a4650ae0ff8c91010280
        8080f0e09c01c2e70980bfd6060a808099a0836580f0cbf2836580b4c1fc8365809ab6c8846580e0a781a465
        0882e8d8a192940380b8b872e0ff8c910102808080c0e09c0100665fbaa3
        """
    private static let planEnd = """
        010005616c6976650e0000020701030008020803080300010100030001010103000101020300010200070101
        0209030101020107000104080300010501030101050003000105020701010608eeb4364e
        """

    private static let profile =
        #"{"customer_id":"c1","at":"2025-02-19T21:20:00.000Z","features":{"alive":0.8317054612"#
        + #"019863,"alive_e":0.8615384615384615,"worth":146.29463183827272,"rhythm":{"mean_days""#
        + #":20.25,"spread_days":23.21398046197353,"gaps":3},"rhythm_e":{"mean_days":12.72222222"#
        + #"2222221,"spread_days":24.086612060315257,"gaps":4},"rfm":{"r":1,"f":3,"m":3,"score":"#
        + #"133},"big":{"mean_days":31,"spread_days":12,"gaps":0}},"segments":["alive"],"next_ch"#
        + #"ange_at":null}"#

    @Test func aRowIsWrittenAndReadAsEver() throws {
        let plan = try Self.plan()
        let table = EveryKind.table(plan, Self.events)
        let (profile, record) = shown(table)
        #expect(profile == Self.profile)
        #expect(GoldenBytes.hex(record) == GoldenBytes.text(Self.row))
        var image = RowImage()
        try RowCodec(layout: plan.layoutHash).read(
            GoldenBytes.bytes(Self.row).span, into: &image)
        var restored = ProfileTable(plan: plan)
        #expect(restored.restore(Array("c1".utf8).span, from: image) != nil)
        restored.advance(to: table.clock)
        restored.scheduleAll()
        #expect(EveryKind.profiles(restored) == [profile])
    }

    @Test func aPlanIsWrittenAsVersion3() throws {
        let description = try Self.plan().rowDescription
        var bytes: [UInt8] = []
        PlanCodec.append(description, to: &bytes)
        #expect(bytes.first == 3)
        #expect(GoldenBytes.hex(bytes).hasSuffix(GoldenBytes.text(Self.planEnd)))
        #expect(try PlanCodec.read(bytes.span) == description)
    }

    /// Damage is seen before anything is changed.
    @Test func daysThatCannotBeAreRefused() throws {
        let plan = try Self.plan([Self.features[0]])
        let table = EveryKind.table(plan, Self.events)
        var image = RowImage()
        table.export(0, into: &image)
        let list = try #require(image.words.firstIndex(of: 2))
        for word in [image.words[list + 1], 55 << 32] {
            var other = image
            other.words[list + 2] = word
            var fresh = ProfileTable(plan: plan)
            #expect(fresh.restore(Array("c1".utf8).span, from: other) == nil)
        }
    }

    private func migrated(_ features: [FeatureDefinition], timeZone: String = Plan.utc) throws
        -> (table: String, kept: [String])
    {
        let table = EveryKind.table(try Self.plan(), Self.events)
        let plan = try Self.plan(features, timeZone: timeZone)
        let migration = RowMigration(from: table.plan.rowDescription, to: plan)
        var (image, other) = (RowImage(), RowImage())
        table.export(0, into: &image)
        let isSound = migration.migrate(image, into: &other)
        var result = ProfileTable(plan: plan)
        let row = result.restore(Array("c1".utf8).span, from: other)
        #expect(isSound && row != nil)
        result.advance(to: table.clock)
        result.scheduleAll()
        return (EveryKind.profiles(result)[0], migration.kept)
    }

    @Test func anotherModelOrHorizonTakesTheHistoryOver() throws {
        var features = Self.features
        features[0].measure?.model = "other"
        features[2].measure?.horizon = 30 * Self.day
        features[5].measure?.scores = nil
        let plan = try Self.plan(features)
        #expect(plan.layoutHash == (try Self.plan().layoutHash))
        #expect(plan.fingerprint != (try Self.plan().fingerprint))
        let after = try migrated(features.reversed().map { $0 }).table
        let same = EveryKind.table(try Self.plan(features.reversed().map { $0 }), Self.events)
        #expect(after == EveryKind.profiles(same)[0])
    }

    @Test func otherPurchasesBeginAnew() throws {
        var features = Self.features
        features[0].measure?.occasion = .event
        features[6].filter = "event.amount > 60"
        let (_, kept) = try migrated(features)
        #expect(kept == ["alive_e", "worth", "rhythm", "rhythm_e", "rfm"])
        let (_, elsewhere) = try migrated(Self.features, timeZone: "Europe/Berlin")
        #expect(elsewhere == ["alive_e", "rhythm_e", "rfm"])
    }
}
