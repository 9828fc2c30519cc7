import MartletProfile
import MartletStream

/// What a configuration comes to: what is read, kept, decided and written, and what it costs.
struct PlanReport {
    /// One feature.
    struct Feature {
        var definition: FeatureDefinition
        var cost: ProfileCost.Feature
        /// Names of the features whose cells it reads.
        var sharedWith: [String]
    }

    /// One segment, and what its rules read.
    struct Segment {
        var definition: SegmentDefinition
        /// Names of features, in their order.
        var reads: [String]
    }

    /// One churn alert, and what its expressions read.
    struct Alert {
        var definition: AlertDefinition
        /// Names of features, in their order.
        var reads: [String]
    }

    /// Application name.
    var name: String
    /// `wall` or `event`.
    var clock: String
    /// Time zone of calendar days.
    var timeZone: String
    /// Fingerprint of the rules.
    var rules: String
    /// Inputs, in their order.
    var inputs: [StreamPlan.Input]
    /// Features, in their order.
    var features: [Feature]
    /// Segments, in their order in the file.
    var segments: [Segment]
    /// Churn alerts, in their order in the file.
    var alerts: [Alert]
    /// Sets of customers: name, file and number of customers.
    var lists: [(name: String, file: String, customers: Int)]
    /// Personas; nil if there are none.
    var personas: PersonaPlan?
    /// Memory of a profile.
    var cost: ProfileCost
    /// Topics with their settings.
    var topics: [TopicLayout.Topic]

    /// Describes a compiled configuration.
    init(_ configuration: Configuration, _ plan: StreamPlan) {
        let definitions = plan.plan.features.definitions
        let cost = ProfileCost(plan.plan)
        self.cost = cost
        name = plan.name
        clock = configuration.clock.value.rawValue
        timeZone = configuration.timeZone.value
        rules = plan.plan.fingerprint
        inputs = plan.inputs
        personas = PersonaPlan(plan.plan)
        lists = configuration.lists.map { ($0.name.value, $0.path.value, $0.list.count) }
        topics = TopicLayout(configuration, partitions: 0, replicas: 1).topics
        features = zip(definitions, cost.features).map { definition, cost in
            Feature(
                definition: definition, cost: cost,
                sharedWith: cost.shared.map { definitions[$0].name })
        }
        alerts = configuration.alerts.compactMap { settings in
            let name = settings.definition.name
            return plan.plan.alerts.alerts.first { $0.definition.name == name }
        }.map { alert in
            let reads = Set((alert.rules + alert.numbers).flatMap(\.features))
            return Alert(
                definition: alert.definition, reads: reads.sorted().map { definitions[$0].name })
        }
        let order = configuration.segments.map(\.definition.name)
        let compiled = Dictionary(
            plan.plan.book.segments.map { ($0.definition.name, $0) },
            uniquingKeysWith: { first, _ in first })
        segments = order.compactMap { compiled[$0] }.map { segment in
            let reads = Set(segment.when.features + (segment.exitWhen?.features ?? []))
            return Segment(
                definition: segment.definition, reads: reads.sorted().map { definitions[$0].name })
        }
    }
}

extension FeatureDefinition {
    /// Its sources as the configuration has them.
    var sourceNames: [String] {
        sources.map { ([$0.type] + $0.field).joined(separator: ".") }
    }

    /// Kind and options: `top (k 3, half-life 30d)`.
    var kindText: String {
        var options: [String] = []
        if aggregate == .top {
            options.append("k \(k)")
            if let halfLife {
                options.append("half-life \(SettingSyntax.text(ofDuration: halfLife))")
            }
            options += weights.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.text)" }
        }
        if let measure { options += measure.texts }
        let kind = aggregate.rawValue
        return options.isEmpty ? kind : "\(kind) (\(options.joined(separator: ", ")))"
    }

    /// `30d`; nil for all time.
    var windowText: String? { window.map { "\($0.length)\($0.unit.rawValue)" } }
}

extension MeasureDefinition {
    /// Its options as the configuration has them.
    fileprivate var texts: [String] {
        var texts = [model, purchases].compactMap { $0 }.map { "model \($0)" }
        if horizon > 0 { texts.append("horizon \(SettingSyntax.text(ofDuration: horizon))") }
        if let drop {
            texts.append("\(drop.recent) against \(drop.baseline) before")
            texts.append("from \(drop.fewestEvents) events on")
        }
        if let scores { texts.append("\(scores.recency.count + 1) given bins") }
        return texts
    }
}

extension FixedDecimal {
    /// The number in digits.
    var text: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
