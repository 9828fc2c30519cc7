/// One churn alert as the configuration states it; ``AlertBook`` compiles it.
public struct AlertDefinition: Sendable, Equatable {
    /// What ends an episode before its horizon has passed: the customer is back.
    public enum Resolution: Sendable, Equatable {
        /// `when` no longer holds.
        case whenEnds
        /// An event of one of these types.
        case events([String])
        /// This rule holds.
        case rule(String)
    }

    /// One rung of the ladder of severities.
    public struct Rung: Sendable, Equatable {
        /// Name by which records call it.
        public var name: String
        /// Rule text: an episode climbs to this rung when it holds.
        public var when: String

        /// Makes a rung.
        public init(name: String, when: String) {
            self.name = name
            self.when = when
        }
    }

    /// Name by which records call it.
    public var name: String
    /// Rule text: an episode is raised when it begins to hold.
    public var when: String
    /// Rule text: nobody is alerted about a customer for whom it does not hold; nil = anybody.
    public var minHistory: String?
    /// The severities, lowest first; at least one.
    ///
    /// An episode has at least the first.
    public var ladder: [Rung]
    /// What ends an episode early.
    public var resolution: Resolution
    /// Shortest time from the end of an episode to the next, ms; 0 = none.
    public var cooldown: Int64
    /// Longest time that an episode is open, ms; at least 1.
    public var horizon: Int64
    /// Number expression: what is at stake with the customer; nil = not said.
    public var valueAtRisk: String?
    /// Number expression: how likely it is that the customer stays away, 0 to 1; nil = from the
    /// severity.
    public var score: String?

    /// Makes a definition.
    public init(
        name: String, when: String, minHistory: String? = nil,
        ladder: [Rung] = [Rung(name: "medium", when: "true")], resolution: Resolution = .whenEnds,
        cooldown: Int64 = 0, horizon: Int64 = 60 * 86_400_000, valueAtRisk: String? = nil,
        score: String? = nil
    ) {
        self.name = name
        self.when = when
        self.minHistory = minHistory
        self.ladder = ladder
        self.resolution = resolution
        self.cooldown = cooldown
        self.horizon = horizon
        self.valueAtRisk = valueAtRisk
        self.score = score
    }

    /// The text of one of its rules; nil if it has none there.
    public subscript(part: Part) -> String? {
        switch part {
        case .when: return when
        case .minHistory: return minHistory
        case .severity(let rung): return ladder[rung].when
        case .resolveOn:
            guard case .rule(let text) = resolution else { return nil }
            return text
        case .valueAtRisk: return valueAtRisk
        case .score: return score
        }
    }

    /// One of the expressions of an alert.
    public enum Part: Sendable, Equatable {
        case when, minHistory, resolveOn, valueAtRisk, score
        /// A rung of the ladder, by its index.
        case severity(Int)
    }

    /// Every expression that it has.
    var parts: [Part] {
        let all =
            [.when, .minHistory] + ladder.indices.map { .severity($0) }
            + [Part.resolveOn, .valueAtRisk, .score]
        return all.filter { self[$0] != nil }
    }

    /// Event types that end an episode; empty if it ends by a rule.
    public var returningTypes: [String] {
        guard case .events(let types) = resolution else { return [] }
        return types
    }

    /// Everything that decides the alert's episodes and records, in one line.
    package var canonicalText: String {
        let resolving: String
        switch resolution {
        case .whenEnds: resolving = ""
        case .events(let types): resolving = "events:" + types.joined(separator: ",")
        case .rule(let text): resolving = "rule:" + text
        }
        let rungs = ladder.map { "\($0.name)=\($0.when)" }.joined(separator: ",")
        return [
            name, when, minHistory ?? "", rungs, resolving, "\(cooldown)", "\(horizon)",
            valueAtRisk ?? "", score ?? "",
        ].joined(separator: "|")
    }
}
