/// What models of spend know of a customer.
public struct SpendSummary: Hashable, Sendable {
    /// Purchases that the mean is of.
    public var purchases: Int
    /// Mean amount of a purchase; above 0.
    public var mean: Double

    /// Makes a summary.
    public init(purchases: Int, mean: Double) {
        self.purchases = purchases
        self.mean = mean
    }
}

/// The gamma-gamma model of the amount of a purchase.
///
/// Amounts of one customer are gamma-distributed with shape p and a rate of the customer's own,
/// which is gamma-distributed over customers with shape q and rate v; they do not depend on how
/// often somebody buys. P. S. Fader and B. G. S. Hardie, "The Gamma-Gamma Model of Monetary Value"
/// (2013), http://www.brucehardie.com/notes/025/.
public struct SpendModel: Sendable, Equatable, BitwiseCopyable {
    /// Shape of the distribution of a customer's amounts.
    public var p: Double
    /// Shape of the distribution over customers.
    public var q: Double
    /// Rate of the distribution over customers, an amount.
    public var v: Double

    /// Makes a model; every parameter is above 0.
    public init(p: Double, q: Double, v: Double) {
        precondition(
            min(p, q, v) > 0 && max(p, q, v) < .infinity,
            "the parameters of a spend model must be positive")
        self.p = p
        self.q = q
        self.v = v
    }

    /// Expected amount of a customer's next purchase.
    ///
    /// p (v + x m) / (p x + q - 1): the mean of the customer weighed against that of the
    /// population (Fader and Hardie 2013, equation 5).
    ///
    /// - Parameter summary: No purchases stand for somebody who is not known yet.
    /// - Returns: The amount; nil if the model has no mean (q at most 1) and nothing was bought.
    public func expectedAmount(_ summary: SpendSummary) -> Double? {
        let x = Double(summary.purchases)
        let weight = p * x + q - 1
        return weight > 0 ? p * (v + x * summary.mean) / weight : nil
    }

    /// Mean amount over the population; nil if it is infinite.
    public var populationMean: Double? { q > 1 ? p * v / (q - 1) : nil }

    /// Logarithm of the likelihood of a customer's mean (Fader and Hardie 2013, equation 1a).
    public func logLikelihood(_ summary: SpendSummary) -> Double {
        let x = Double(summary.purchases)
        let shape = p * x
        let sum = x * summary.mean
        return GammaFunction.logarithm(shape + q) - GammaFunction.logarithm(shape)
            - GammaFunction.logarithm(q) + q * Logarithm.natural(v)
            - Logarithm.natural(summary.mean) + shape * Logarithm.natural(sum)
            - (shape + q) * Logarithm.natural(v + sum)
    }
}
