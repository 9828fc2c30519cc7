/// How far customers have moved away from a model: what it says of them beside what a new one says.
public enum ModelDrift: Sendable, Equatable {
    /// Logarithm of the likelihood of the customers there are now, per customer.
    case likelihood(before: Double, after: Double)
    /// The population's rhythm.
    case rhythm(before: Rhythm, after: Rhythm)
    /// For recency, frequency and money, how differently the scores are spread over customers under
    /// the old scales and under the new ones: see ``Spread/stabilityIndex(_:unknown:)``.
    case scores(recency: Double, frequency: Double, money: Double)

    /// Compares two models of the same kind; linear in the bins of the summary.
    ///
    /// - Returns: nil if the summary or one of the models is of another kind.
    public init?(_ summary: ModelSummary, from old: FeatureModel, to new: FeatureModel) {
        let customers = Double(max(1, summary.customers))
        switch (summary.kind, old, new) {
        case (.purchases, .purchases(let old), .purchases(let new)):
            self = .likelihood(
                before: old.model.logLikelihood(summary.purchases(unit: old.unit)) / customers,
                after: new.model.logLikelihood(summary.purchases(unit: new.unit)) / customers)
        case (.spend, .spend(let old), .spend(let new)):
            let sample = summary.spend
            self = .likelihood(
                before: old.logLikelihood(sample) / customers,
                after: new.logLikelihood(sample) / customers)
        case (.rhythm, .rhythm(let old), .rhythm(let new)):
            self = .rhythm(before: old.population, after: new.population)
        case (.scores, .scores(let old), .scores(let new)):
            let index = { (score: Int, cuts: KeyPath<RFMModel, CutPoints>) in
                let values = summary.values(score)
                let shares = { (cuts: CutPoints) in
                    values.counts(cuts.count + 1) { cuts.score($0) - 1 }
                        .map { Double($0) / customers }
                }
                return Spread.stabilityIndex(
                    of: shares(old[keyPath: cuts]), against: shares(new[keyPath: cuts]))
            }
            self = .scores(
                recency: index(0, \.recency), frequency: index(1, \.frequency),
                money: index(2, \.money))
        default: return nil
        }
    }
}
