extension SpendModel {
    /// Fewest customers that a model is fitted to.
    public static let fewestBuyers = 10

    /// Fits a model by maximum likelihood; amounts are measured in their mean meanwhile.
    ///
    /// The order of the customers does not show. Costs about 50 microseconds a customer.
    ///
    /// - Parameter customers: Those with at least one purchase and a mean above 0.
    /// - Returns: The model with the errors of its parameters.
    /// - Throws: ``FitFailure``.
    public static func fit(
        _ customers: [SpendSummary]
    ) throws(FitFailure) -> ModelFit<SpendModel> {
        try fit(SpendSample(customers))
    }

    /// Fits a model to customers of whom those who are alike may be counted together.
    ///
    /// - Throws: ``FitFailure``.
    static func fit(_ sample: SpendSample) throws(FitFailure) -> ModelFit<SpendModel> {
        let isValid = sample.bins.allSatisfy {
            $0.summary.purchases > 0 && $0.summary.mean > 0 && $0.summary.mean < .infinity
        }
        guard isValid else { throw .invalidSummary }
        let customers = sample.customers
        guard customers >= fewestBuyers else {
            throw .tooFewCustomers(found: customers, needed: fewestBuyers)
        }
        let unit =
            sample.bins.reduce(0) { $0 + Double($1.customers) * $1.summary.mean }
            / Double(customers)
        let likelihood = SpendLikelihood(sample: sample.measured(in: unit))
        let found = MaximumSearch().run(likelihood, from: [0, 1, 0])
        let values = found.logarithms.map(Exponential.natural)
        let model = SpendModel(p: values[0], q: values[1], v: values[2] * unit)
        return ModelFit(
            model: model,
            parameters: FittedParameter.all(
                ["p", "q", "v"], [model.p, model.q, model.v], found.errors),
            logLikelihood: model.logLikelihood(sample), customers: customers, steps: found.steps,
            isConverged: found.isConverged)
    }
}

/// The likelihood of a population as a function of ln p, ln q and ln v.
struct SpendLikelihood: LogLikelihood {
    let sample: SpendSample

    func value(at logarithms: [Double], gradient: inout [Double]) -> Double {
        let parameters = logarithms.map(Exponential.natural)
        let model = SpendModel(p: parameters[0], q: parameters[1], v: parameters[2])
        var (value, p, q, v) = (0.0, 0.0, 0.0, 0.0)
        let own = GammaFunction.digamma(model.q)
        let logV = Logarithm.natural(model.v)
        for bin in sample.bins {
            let weight = Double(bin.customers)
            let x = Double(bin.summary.purchases)
            let shape = model.p * x
            let sum = x * bin.summary.mean
            let logSum = Logarithm.natural(model.v + sum)
            let joint = GammaFunction.digamma(shape + model.q)
            value += weight * model.logLikelihood(bin.summary)
            p +=
                weight * x
                * (joint - GammaFunction.digamma(shape) + Logarithm.natural(sum) - logSum)
            q += weight * (joint - own + logV - logSum)
            v += weight * (model.q / model.v - (shape + model.q) / (model.v + sum))
        }
        gradient = [p * model.p, q * model.q, v * model.v]
        return value
    }
}
