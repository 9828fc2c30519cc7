/// Expected numbers of purchases.
extension PurchaseModel {
    /// Expected repeat purchases of a new customer within `time` after the first purchase.
    ///
    /// - Parameter time: In the model's unit.
    /// - Returns: Their number.
    public func expectedRepeats(within time: Double) -> Double {
        let isTossed = kind == .mbgnbd
        let future = AlivePurchases(
            shape: r, rate: alpha, a: a, b: isTossed ? b + 1 : b)
        return (isTossed ? b / (a + b) : 1) * future.expected(within: time)
    }

    /// Expected purchases of a customer within `horizon` from now.
    ///
    /// Given that they are alive, what has been seen turns the gamma distribution into one of
    /// r + x, alpha + T and the beta distribution into one of a, b + m (Fader, Hardie and Lee 2005,
    /// equation 10 and its derivation).
    ///
    /// - Parameters:
    ///   - summary: The purchases so far.
    ///   - horizon: In the model's unit.
    /// - Returns: Their number.
    public func expectedPurchases(_ summary: PurchaseSummary, within horizon: Double) -> Double {
        let future = AlivePurchases(
            shape: r + Double(summary.frequency), rate: alpha + summary.age, a: a,
            b: b + chances(summary.frequency))
        return pAlive(summary) * future.expected(within: horizon)
    }

    /// Probability that a new customer makes exactly `count` repeat purchases within `time`.
    ///
    /// With N the purchases of somebody who never drops out, and q_m the probability to survive m
    /// chances: P(X = n) = q_m P(N = n) + (q_(m-1) - q_m) P(N >= n), where m are the chances
    /// behind the n-th repeat purchase and the second term is missing for m = 0 (equation 8 of
    /// Fader, Hardie and Lee 2005).
    ///
    /// - Parameters:
    ///   - count: 0 or more.
    ///   - time: In the model's unit.
    /// - Returns: The probability.
    public func probability(ofRepeats count: Int, within time: Double) -> Double {
        guard count >= 0 else { return 0 }
        let buying = NegativeBinomial(shape: r, rate: alpha, time: max(0, time))
        let chances = chances(count)
        let survival = survival(chances)
        let alive = survival * buying.probability(of: count)
        guard chances > 0 else { return alive }
        // q_(m-1) - q_m = q_m a / (b + m - 1)
        return alive + survival * a / (b + chances - 1) * buying.tail(from: count)
    }

    /// Probability to survive `chances` to drop out: Beta(a, b + m) / Beta(a, b).
    private func survival(_ chances: Double) -> Double {
        Exponential.natural(
            GammaFunction.logarithmOfRising(b, chances)
                - GammaFunction.logarithmOfRising(a + b, chances))
    }
}

/// Numbers of purchases of a Poisson process with a gamma-distributed rate.
struct NegativeBinomial {
    let shape: Double
    /// t / (alpha + t).
    private let share: Double
    /// r ln(alpha / (alpha + t)).
    private let none: Double

    /// The purchases within `time`.
    init(shape: Double, rate: Double, time: Double) {
        self.shape = shape
        share = time / (rate + time)
        none = -shape * Logarithm.onePlus(time / rate)
    }

    /// P(N = count).
    func probability(of count: Int) -> Double {
        let n = Double(count)
        guard count > 0 else { return Exponential.natural(none) }
        guard share > 0 else { return 0 }
        return Exponential.natural(
            GammaFunction.logarithmOfRising(shape, n) - GammaFunction.logarithm(n + 1)
                + none + n * Logarithm.natural(share))
    }

    /// P(N >= count), from the smaller of the two sides so that no digits are lost.
    func tail(from count: Int) -> Double {
        guard count > 0, share < 1 else { return 1 }
        guard share > 0 else { return 0 }
        let mean = shape * share / (1 - share)
        guard Double(count) > mean else {
            return 1 - (0..<count).reduce(0) { $0 + probability(of: $1) }
        }
        var term = probability(of: count)
        var sum = 0.0
        var n = Double(count)
        while term > sum * 0x1p-54 {
            sum += term
            term *= (shape + n) / (n + 1) * share
            n += 1
        }
        return sum
    }
}
