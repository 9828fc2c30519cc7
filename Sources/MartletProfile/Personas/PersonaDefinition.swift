/// The personas of an application as the configuration states them; ``PersonaBook`` compiles them.
public struct PersonaDefinition: Sendable, Equatable {
    /// A rule with a name.
    public struct Rule: Sendable, Equatable {
        /// Name by which records call it.
        public var name: String
        /// Rule text.
        public var when: String

        /// Makes a rule.
        public init(name: String, when: String) {
            self.name = name
            self.when = when
        }
    }

    /// How a customer's persona is found.
    public enum Assignment: Sendable, Equatable {
        /// The first rule that holds.
        case rules([Rule])
        /// The nearest of the clusters that a fit found.
        case clusters(PersonaClusters)
    }

    /// How a customer's persona is found.
    public var assignment: Assignment
    /// What customers are compared by.
    public var features: [PersonaFeature]
    /// Events upon which a persona is found anew, the first that fires names the refresh.
    public var triggers: [RefreshTrigger]
    /// Rules that make a persona be found anew when they begin to hold, by time or by an event.
    public var forecasts: [Rule]
    /// Time from one refresh by schedule to the next, ms; nil = there is no schedule.
    public var interval: Int64?

    /// Makes a definition.
    public init(
        assignment: Assignment, features: [PersonaFeature] = [], triggers: [RefreshTrigger] = [],
        forecasts: [Rule] = [], interval: Int64? = nil
    ) {
        self.assignment = assignment
        self.features = features
        self.triggers = triggers
        self.forecasts = forecasts
        self.interval = interval
    }

    /// The name of the persona of customers who fit none.
    public static let unassigned = "unassigned"
    /// What records call a refresh by schedule.
    public static let schedule = "schedule"
    /// What records call a refresh because the clusters were fitted anew.
    public static let modelChange = "model_change"
    /// What records call a refresh because the configuration has changed.
    public static let ruleChange = "rule_change"

    /// The clusters, if customers are divided by them.
    public var clusters: PersonaClusters? {
        guard case .clusters(let clusters) = assignment else { return nil }
        return clusters
    }

    /// The rules, if customers are divided by them.
    public var rules: [Rule] {
        guard case .rules(let rules) = assignment else { return [] }
        return rules
    }
}

/// The clusters that customers are divided into.
public struct PersonaClusters: Sendable, Equatable {
    /// Number of clusters, at least 1.
    public var count: Int
    /// Their names, by id; empty = they are made up.
    public var names: [String]
    /// What is typical of them: for each name the standardised values of some features.
    ///
    /// Empty, or as many as names. A first fit gives the names to the clusters that are nearest.
    public var anchors: [[String: Double]]
    /// Customers farther than this from every centre are unassigned; nil = nobody is.
    public var limit: Double?
    /// By how much nearer another centre must be before a customer moves, a share of the distance
    /// from the own centre: 0 up to, but not including, 1.
    public var margin: Double

    /// Makes clusters.
    public init(
        count: Int, names: [String] = [], anchors: [[String: Double]] = [], limit: Double? = nil,
        margin: Double = 0
    ) {
        precondition(names.isEmpty || names.count == count, "as many names as clusters")
        precondition(anchors.isEmpty || anchors.count == names.count, "as many anchors as names")
        self.count = count
        self.names = names
        self.anchors = anchors
        self.limit = limit
        self.margin = margin
    }

    /// The name of the cluster with this id, which counts from 1.
    public func name(ofID id: Int) -> String {
        (1...max(1, names.count)).contains(id) && !names.isEmpty ? names[id - 1] : "persona_\(id)"
    }
}
