/// One computed trait as the configuration states it; ``FeaturePlan`` compiles it.
public struct FeatureDefinition: Sendable, Equatable {
    /// The fold over the events in scope.
    public enum Aggregate: String, Sendable, CaseIterable {
        case count, sum, min, max, mean, first, last, distinct, share, tally, top
        case meanGap = "mean_gap"
        case peakHour = "peak_hour"
        case pAlive = "p_alive"
        case expectedPurchases = "expected_purchases"
        case expectedSpend = "expected_spend"
        case activityDrop = "activity_drop"
        case rhythm, rfm
    }

    /// Events of one type, or one field of them.
    public struct Source: Sendable, Hashable {
        /// Event type.
        public var type: String
        /// Path of the field, outermost first; empty = the event itself; `["ts"]` = its instant.
        public var field: [String]

        /// Makes a source.
        public init(type: String, field: [String] = []) {
            self.type = type
            self.field = field
        }
    }

    /// Name by which rules and records call it.
    public var name: String
    /// The fold.
    public var aggregate: Aggregate
    /// What is folded; events of any listed source count.
    public var sources: [Source]
    /// Rule text over `event.x` that an event must satisfy (`where`); nil = every event.
    public var filter: String?
    /// The window; nil = all time.
    public var window: Window?
    /// Most distinct keys kept by a tally or a set.
    public var limit: Int
    /// Entries of a `top`.
    public var k: Int
    /// Half-life of a `top` in ms; nil = no decay.
    public var halfLife: Int64?
    /// Weight per event type of a `top`; 1 where absent.
    public var weights: [String: FixedDecimal]
    /// What is measured; nil for a plain fold.
    public var measure: MeasureDefinition?

    /// Makes a definition.
    public init(
        name: String, aggregate: Aggregate, sources: [Source], filter: String? = nil,
        window: Window? = nil, limit: Int = 1000, k: Int = 3, halfLife: Int64? = nil,
        weights: [String: FixedDecimal] = [:], measure: MeasureDefinition? = nil
    ) {
        self.name = name
        self.aggregate = aggregate
        self.sources = sources
        self.filter = filter
        self.window = window
        self.limit = limit
        self.k = k
        self.halfLife = halfLife
        self.weights = weights
        self.measure = measure
    }

    /// What rules see of a feature.
    public enum ValueType: String, Sendable {
        /// A whole number.
        case int
        /// A number.
        case double
        /// An instant.
        case timestamp
        /// Number, text or truth value, as the events had it.
        case dynamic
        /// Text key to whole number.
        case map
        /// A list of texts.
        case list
        /// Several numbers by name: see ``FeatureDefinition/Aggregate/parts``.
        case record
    }

    /// The type that rules see.
    public var valueType: ValueType {
        let ofInstant = sources.allSatisfy { $0.field == ["ts"] }
        switch aggregate {
        case .count, .distinct, .peakHour: return .int
        case .sum, .mean, .share, .meanGap: return .double
        case .pAlive, .expectedPurchases, .expectedSpend, .activityDrop: return .double
        case .rhythm, .rfm: return .record
        case .min, .max: return ofInstant ? .timestamp : .double
        case .first, .last: return ofInstant ? .timestamp : .dynamic
        case .tally: return .map
        case .top: return .list
        }
    }
}
