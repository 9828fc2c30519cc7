/// What a conjunction of clauses demands: of each term the values that it may have.
///
/// Terms are known by their structure, see ``RuleAnalysis/signature(_:)``.
struct Constraints {
    /// Numbers, by term.
    private(set) var numbers: [String: Interval] = [:]
    /// Texts and truth values that a term must equal, or must not.
    private(set) var labels: [String: Labels] = [:]
    /// Clauses of which only the truth is known.
    private(set) var clauses: [String: Bool] = [:]
    /// Whether nothing can satisfy them.
    private(set) var isContradiction = false

    /// The labels that a term may have.
    struct Labels {
        var only: String?
        var excluded: Set<String> = []

        var isContradiction: Bool { only.map(excluded.contains) ?? false }
    }

    /// Nothing is demanded.
    init() {}

    /// Nothing is possible.
    static var impossible: Constraints {
        var constraints = Constraints()
        constraints.isContradiction = true
        return constraints
    }

    /// Demands that a term is in an interval.
    mutating func demand(_ term: String, _ interval: Interval) {
        let joined = (numbers[term] ?? .all).intersection(interval)
        numbers[term] = joined
        if joined.isEmpty { isContradiction = true }
    }

    /// Demands that a term is a text or truth value, or is not.
    mutating func demand(_ term: String, _ label: String, isEqual: Bool) {
        var known = labels[term] ?? Labels()
        if isEqual {
            if let only = known.only, only != label { isContradiction = true }
            known.only = label
        } else {
            known.excluded.insert(label)
        }
        labels[term] = known
        if known.isContradiction { isContradiction = true }
    }

    /// Demands the truth of a clause.
    mutating func demand(clause: String, _ truth: Bool) {
        if let known = clauses[clause], known != truth { isContradiction = true }
        clauses[clause] = truth
    }

    /// Both demands at once.
    func joined(_ other: Constraints) -> Constraints {
        var result = self
        result.isContradiction = isContradiction || other.isContradiction
        for (term, interval) in other.numbers { result.demand(term, interval) }
        for (term, labels) in other.labels {
            if let only = labels.only { result.demand(term, only, isEqual: true) }
            for label in labels.excluded { result.demand(term, label, isEqual: false) }
        }
        for (clause, truth) in other.clauses { result.demand(clause: clause, truth) }
        return result
    }

    /// Whether every term that it speaks of is one that `other` speaks of too.
    func isAboutTerms(of other: Constraints) -> Bool {
        let terms = Set(numbers.keys).union(labels.keys).union(clauses.keys)
        let known = Set(other.numbers.keys).union(other.labels.keys).union(other.clauses.keys)
        return !terms.isEmpty && terms.isSubset(of: known)
    }
}
