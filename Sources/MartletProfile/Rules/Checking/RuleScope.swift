/// The names that a rule can use.
public struct RuleScope: Sendable {
    /// A feature: its index is the one that ``FactSource`` is asked for.
    public struct Feature: Sendable {
        /// Name in rules.
        public var name: String
        /// Its type.
        public var type: RuleType
        /// The values of one that has several; they have no value of their own beside them.
        public var parts: [FeaturePart] = []
        /// Whether its value moves with time, every millisecond, and only falls by that.
        public var isMoving = false

        /// Makes a feature.
        public init(name: String, type: RuleType) {
            self.name = name
            self.type = type
        }

        /// The feature of a definition.
        public init(_ definition: FeatureDefinition) {
            self.init(name: definition.name, type: RuleType(definition.valueType))
            parts = definition.aggregate.parts
            isMoving = definition.aggregate.isMoving
        }
    }

    /// Features, by index.
    public let features: [Feature]
    /// Whether `event.x` can be used.
    public let allowsEvent: Bool
    /// Names of lists, by index.
    public let lists: [String]
    /// Whether a name that is no feature is a value that is unknown, rather than a mistake.
    public let allowsUnknownNames: Bool
    /// Index of each feature.
    let featureIndex: [String: Int]
    /// Index of each list.
    let listIndex: [String: Int]

    /// Makes a scope; of features of one name the first counts.
    public init(
        features: [Feature] = [], allowsEvent: Bool = false, lists: [String] = [],
        allowsUnknownNames: Bool = false
    ) {
        self.features = features
        self.allowsEvent = allowsEvent
        self.lists = lists
        self.allowsUnknownNames = allowsUnknownNames
        featureIndex = Dictionary(
            features.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        listIndex = Dictionary(
            lists.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
