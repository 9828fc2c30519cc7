/// An event upon which a customer's persona is found anew.
public struct RefreshTrigger: Sendable, Equatable {
    /// What fires it.
    public enum Condition: Sendable, Equatable {
        /// A rule over `event.x` and features, the event counted in them.
        case rule(String)
        /// The customer's first event of the types.
        case first
        /// A number in the event that is unusually large for the customer and for the shop.
        case unusual(UnusualValue)
        /// The value of a feature is another one than after the last event of the types; a first
        /// value is none.
        case changes(feature: String)
        /// The customer enters or leaves one of these segments, by an event or by time.
        case segments([String])
    }

    /// When a number is unusually large.
    public struct UnusualValue: Sendable, Equatable {
        /// Path of the number in the event, outermost object first.
        public var field: [String]
        /// It is more than so many times the mean of the customer's earlier ones.
        public var times: Double
        /// The customer has at least so many earlier ones, at least 1.
        public var minimum: Int
        /// It is also above this quantile of all customers' numbers, in ten-thousandths; nil = that
        /// is not asked.
        public var quantile: Int?

        /// Makes a condition.
        public init(field: [String], times: Double = 3, minimum: Int = 3, quantile: Int? = nil) {
            self.field = field
            self.times = times
            self.minimum = minimum
            self.quantile = quantile
        }
    }

    /// Name by which records call it.
    public var name: String
    /// Types of the events that can fire it; not asked where segments do.
    public var types: [String]
    /// What fires it.
    public var condition: Condition

    /// Makes a trigger.
    public init(name: String, types: [String], condition: Condition) {
        self.name = name
        self.types = types
        self.condition = condition
    }

    /// The rule of negative feedback: a rating of 1 or 2 of 5, or a detractor's answer (0 to 6 of
    /// 10) to the question of the net promoter score.
    ///
    /// Numbers off these scales say nothing. F. F. Reichheld, "The one number you need to grow",
    /// Harvard Business Review, December 2003.
    public static let negativeFeedback =
        "event.rating >= 1 && event.rating <= 2 || event.nps >= 0 && event.nps <= 6"
}

extension RefreshTrigger {
    /// Everything that decides when it fires, in one line.
    var canonicalText: String {
        let what: String
        switch condition {
        case .rule(let text): what = "rule:\(text)"
        case .first: what = "first"
        case .unusual(let value):
            let field = value.field.joined(separator: ".")
            what = "unusual:\(field):\(value.times):\(value.minimum):\(value.quantile ?? -1)"
        case .changes(let feature): what = "changes:\(feature)"
        case .segments(let names): what = "segments:\(names.joined(separator: ","))"
        }
        return "\(name)|\(types.joined(separator: ","))|\(what)"
    }

    /// Everything that decides what a row remembers for it: not its name, nor when it fires.
    var memoryText: String {
        let what: String
        switch condition {
        case .rule: what = "rule"
        case .first: what = "first"
        case .unusual(let value): what = "numbers:\(value.field.joined(separator: "."))"
        case .changes(let feature): what = "value:\(feature)"
        case .segments: what = "segments"
        }
        return "\(what)|\(types.sorted().joined(separator: ","))"
    }
}

extension PersonaDefinition {
    /// Everything that decides personas, their refreshes and records, but for the fitted clusters.
    package var canonicalText: String {
        var lines: [String] = []
        switch assignment {
        case .rules(let rules): lines += rules.map { "rule|\($0.name)|\($0.when)" }
        case .clusters(let clusters):
            lines.append(
                "clusters|\(clusters.count)|\(clusters.names.joined(separator: ","))"
                    + "|\(clusters.limit.map { "\($0)" } ?? "")|\(clusters.margin)")
        }
        lines += features.map { "feature|\($0.canonicalText)" }
        if let interval { lines.append("every|\(interval)") }
        return (lines + [memoryText]).joined(separator: "\n")
    }

    /// Everything that decides what rows remember.
    var memoryText: String {
        let lines =
            triggers.map { "trigger|\($0.canonicalText)" }
            + forecasts.map { "forecast|\($0.name)|\($0.when)" }
        return (lines + [interval == nil ? "" : "scheduled"]).joined(separator: "\n")
    }
}
