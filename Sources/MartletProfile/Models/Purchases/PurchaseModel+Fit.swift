extension PurchaseModel {
    /// Fewest customers with a repeat purchase that a model is fitted to.
    public static let fewestBuyers = 10

    /// Fits a model by maximum likelihood.
    ///
    /// Time is measured in mean ages meanwhile, so that the unit does not matter. Costs some
    /// hundred evaluations of the likelihood, each four logarithms and exponentials a bin.
    ///
    /// - Throws: ``FitFailure``.
    public static func fit(
        _ sample: PurchaseSample, kind: Kind
    ) throws(FitFailure) -> ModelFit<PurchaseModel> {
        let isValid = sample.bins.allSatisfy { bin in
            let summary = bin.summary
            return summary.frequency >= 0 && summary.recency >= 0 && summary.age < .infinity
                && summary.recency <= summary.age && (summary.frequency > 0 || summary.recency == 0)
        }
        guard isValid else { throw .invalidSummary }
        let buyers = sample.bins.reduce(0) { $0 + ($1.summary.frequency > 0 ? $1.customers : 0) }
        guard sample.meanAge > 0, buyers > 0 else { throw .noRepeats }
        guard buyers >= fewestBuyers else {
            throw .tooFewCustomers(found: buyers, needed: fewestBuyers)
        }
        let unit = sample.meanAge
        let likelihood = PurchaseLikelihood(sample.scaled(by: 1 / unit), kind: kind)
        let found = MaximumSearch().run(likelihood, from: [0, 0, 0, 0])
        let values = found.logarithms.map(Exponential.natural)
        let model = PurchaseModel(
            kind: kind, r: values[0], alpha: values[1] * unit, a: values[2], b: values[3])
        return ModelFit(
            model: model,
            parameters: FittedParameter.all(
                ["r", "alpha", "a", "b"], [model.r, model.alpha, model.a, model.b], found.errors),
            logLikelihood: model.logLikelihood(sample), customers: sample.customers,
            steps: found.steps, isConverged: found.isConverged)
    }
}
