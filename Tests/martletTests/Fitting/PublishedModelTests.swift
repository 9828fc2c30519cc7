import MartletKafka
import MartletProfile
import MartletStream
import Testing

@testable import martlet

/// What instances tell one another of models, and what they make of it.
@Suite struct PublishedModelTests {
    private static let models = """
        churn: {kind: mbgnbd, of: purchase}
        spend: {kind: gamma_gamma, of: purchase.amount}
        pace: {kind: rhythm, of: purchase}
        value: {kind: rfm, of: purchase.amount}
        """

    private static func configuration(_ models: String, more: String = "") -> Configuration {
        let lines = models.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
        return ConfigurationFile(
            text: """
                version: 1
                name: shop
                inputs: [{topic: events}]
                models:
                  refit: 1d
                \(lines)
                \(more)
                """, name: "shop.yaml"
        ).configuration
    }

    private static func parameters(_ names: [String]) -> [FittedParameter] {
        names.map { FittedParameter(name: $0, value: 1 / 3, standardError: nil) }
    }

    private static let fits: [(name: String, fit: FeatureFit)] = [
        (
            "churn",
            .purchases(
                ModelFit(
                    model: PurchaseModel(kind: .mbgnbd, r: 1 / 3, alpha: 1 / 3, a: 1 / 3, b: 1 / 3),
                    parameters: parameters(["r", "alpha", "a", "b"]), logLikelihood: -1,
                    customers: 9, steps: 3, isConverged: true))
        ),
        (
            "spend",
            .spend(
                ModelFit(
                    model: SpendModel(p: 1 / 3, q: 1 / 3, v: 1 / 3),
                    parameters: parameters(["p", "q", "v"]), logLikelihood: -1, customers: 9,
                    steps: 3, isConverged: false))
        ),
        ("pace", .rhythm(RhythmModel(population: Rhythm(mean: 1 / 3, spread: 0)), customers: 9)),
        (
            "value",
            .rfm(
                RFMModel(
                    recency: CutPoints([1, 2, 2, 3.25], rule: .interpolated),
                    frequency: CutPoints([1, 1, 1, 2], rule: .interpolated),
                    money: CutPoints([-3, 0, 1 / 3, 9], rule: .interpolated)), customers: 9)
        ),
    ]

    private func decode(
        _ name: String, _ record: [UInt8], _ configuration: Configuration
    ) -> ModelVersion? {
        PublishedModel(configuration: configuration).decode(.feature(name), record)
    }

    @Test func `what one instance publishes is what others read`() throws {
        let published = PublishedModel(configuration: Self.configuration(Self.models))
        let until = Instant(milliseconds: 1_700_000_000_001)
        for (name, fit) in Self.fits {
            let record = published.encode(
                .feature(name), .feature(fit), until: until, customers: 12)
            let unit = name == "churn" ? ModelSettings.standardUnit : 1
            let wanted = ModelVersion(until: until, model: .feature(fit.model(unit: unit)))
            #expect(published.decode(.feature(name), record) == wanted, "\(name)")
            // It is no model of another name, nor personas.
            #expect(published.decode(.feature("other"), record) == nil)
            #expect(published.decode(.personas, record) == nil)
            let file = try ModelFile(json: String(decoding: record, as: UTF8.self))
            #expect(
                published.versions([.feature(name), .feature("other"), .personas], of: file)
                    == [.feature(name): wanted])
        }
    }

    @Test(arguments: [
        ("churn", "churn: {kind: bgnbd, of: purchase}"),
        ("churn", "churn: {kind: mbgnbd, of: order}"),
        ("churn", "churn: {kind: mbgnbd, of: purchase, unit: 1d}"),
        ("churn", "churn: {kind: mbgnbd, of: purchase, per: event}"),
        ("churn", "churn: {kind: mbgnbd, of: purchase, where: 'event.amount > 1'}"),
        ("spend", "spend: {kind: gamma_gamma, of: purchase.amount, include_first: true}"),
        ("spend", "spend: {kind: rhythm, of: purchase}"),
        ("pace", "pace: {kind: rhythm, of: purchase, per: event}"),
        ("value", "value: {kind: rfm, of: purchase.amount, bins: 4}"),
        ("value", "value: {kind: rfm, of: purchase.amount, cuts: nearest_rank}"),
        ("value", "churn: {kind: mbgnbd, of: purchase}"),
    ])
    func `a model of another configuration is none`(name: String, models: String) throws {
        let published = PublishedModel(configuration: Self.configuration(Self.models))
        let fit = try #require(Self.fits.first { $0.name == name }?.fit)
        let record = published.encode(
            .feature(name), .feature(fit), until: .distantPast, customers: 12)
        #expect(decode(name, record, Self.configuration(models)) == nil)
    }

    @Test func `a running application fits what its features read`() {
        let topics = { (configuration: Configuration) in
            TopicLayout(configuration, partitions: 3, replicas: 1).topics.map(\.plan.name)
                .filter { $0 == "shop.models" || $0 == "shop.population" }
        }
        let idle = Self.configuration(Self.models)
        #expect(!idle.fitsModels && topics(idle).isEmpty)
        let alive = Self.configuration(
            Self.models, more: "features: {alive: {p_alive: {model: churn}}}")
        #expect(alive.fitsModels && topics(alive).count == 2)
        #expect(alive.modelsRead == ["churn"])
        let personas = Self.configuration(
            "",
            more: """
                features: {n: {count: purchase}}
                personas: {features: [n], clusters: 2, refresh_every: 1d}
                """)
        #expect(personas.fitsModels && topics(personas).count == 2)
    }
}
