/// A "buy till you die" model: BG/NBD or its modification for one-time buyers, MBG/NBD.
///
/// While alive a customer buys at a rate of their own (gamma-distributed over customers: shape r,
/// rate alpha) and after each purchase drops out for ever with a probability of their own
/// (beta-distributed: a, b). In BG/NBD the first purchase is no chance to drop out, so that a
/// one-time buyer is alive for ever; in MBG/NBD it is one.
///
/// BG/NBD: P. S. Fader, B. G. S. Hardie, K. L. Lee, "Counting Your Customers the Easy Way",
/// Marketing Science 24 (2005) 275-284. MBG/NBD: E. P. Batislam, M. Denizel, A. Filiztekin,
/// "Empirical validation and comparison of models for customer base analysis", International
/// Journal of Research in Marketing 24 (2007) 201-209. Both are one set of formulas here: with m
/// the chances to drop out so far (x in BG/NBD, x + 1 in MBG/NBD), and A = alpha + t_x,
/// B = alpha + T,
///
///     L = Gamma(r + x) / Gamma(r) alpha^r B^-(r + x) Beta(a, b + m) / Beta(a, b) (1 + O)
///     O = a / (b + m - 1) (B / A)^(r + x), 0 if m = 0: the odds of having dropped out
public struct PurchaseModel: Sendable, Equatable, BitwiseCopyable {
    /// Which of the two.
    public enum Kind: String, Sendable, CaseIterable, BitwiseCopyable {
        /// Beta-geometric / negative binomial distribution.
        case bgnbd
        /// The same with a chance to drop out at the first purchase.
        case mbgnbd
    }

    /// Which of the two.
    public var kind: Kind
    /// Shape of the distribution of purchase rates.
    public var r: Double
    /// Rate of the distribution of purchase rates, in units of time.
    public var alpha: Double
    /// First parameter of the distribution of the probability to drop out.
    public var a: Double
    /// Second parameter of the distribution of the probability to drop out.
    public var b: Double

    /// Makes a model; every parameter is above 0.
    public init(kind: Kind, r: Double, alpha: Double, a: Double, b: Double) {
        precondition(
            min(r, alpha, a, b) > 0 && max(r, alpha, a, b) < .infinity,
            "the parameters of a purchase model must be positive")
        self.kind = kind
        self.r = r
        self.alpha = alpha
        self.a = a
        self.b = b
    }

    /// Chances to drop out that a customer with `frequency` repeat purchases had.
    @inline(__always)
    func chances(_ frequency: Int) -> Double {
        Double(frequency) + (kind == .mbgnbd ? 1 : 0)
    }

    /// Logarithm of the odds of having dropped out; minus infinity for somebody who had no chance.
    @inline(__always)
    func deadLogOdds(_ summary: PurchaseSummary) -> Double {
        let chances = chances(summary.frequency)
        guard chances > 0 else { return -.infinity }
        let silence = (summary.age - summary.recency) / (alpha + summary.recency)
        return Logarithm.natural(a / (b + chances - 1))
            + (r + Double(summary.frequency)) * Logarithm.onePlus(silence)
    }

    /// Probability that the customer is still alive; no overflow however many purchases.
    ///
    /// 1 / (1 + O); costs two logarithms and an exponential.
    public func pAlive(_ summary: PurchaseSummary) -> Double {
        Exponential.logistic(-deadLogOdds(summary))
    }

    /// The age at which ``pAlive(_:)`` has fallen to `threshold`, if nothing is bought until then.
    ///
    /// O = (1 - p) / p solved for T:
    /// T = t_x + (alpha + t_x) (((1 - p) / p (b + m - 1) / a)^(1 / (r + x)) - 1).
    ///
    /// - Parameters:
    ///   - threshold: Between 0 and 1.
    ///   - frequency: Repeat purchases.
    ///   - recency: Time from the first to the last purchase, in the model's unit.
    /// - Returns: The age in the model's unit, below `recency` if the probability was lower from
    ///   the last purchase on; infinite if it never falls so far.
    public func age(whenAlive threshold: Double, frequency: Int, recency: Double) -> Double {
        let chances = chances(frequency)
        guard chances > 0, threshold > 0 else { return .infinity }
        guard threshold < 1 else { return -.infinity }
        let odds = Logarithm.natural((1 - threshold) / threshold * ((b + chances - 1) / a))
        let growth = Exponential.minusOne(odds / (r + Double(frequency)))
        return recency + (alpha + recency) * growth
    }

    /// Logarithm of the likelihood of one customer.
    public func logLikelihood(_ summary: PurchaseSummary) -> Double {
        let x = Double(summary.frequency)
        let chances = chances(summary.frequency)
        let buying =
            GammaFunction.logarithmOfRising(r, x) + r * Logarithm.natural(alpha)
            - (r + x) * Logarithm.natural(alpha + summary.age)
        let staying =
            GammaFunction.logarithmOfRising(b, chances)
            - GammaFunction.logarithmOfRising(a + b, chances)
        return buying + staying + Exponential.softPlus(deadLogOdds(summary))
    }

    /// Logarithm of the likelihood of a population.
    public func logLikelihood(_ sample: PurchaseSample) -> Double {
        sample.bins.reduce(0) { $0 + Double($1.customers) * logLikelihood($1.summary) }
    }
}
