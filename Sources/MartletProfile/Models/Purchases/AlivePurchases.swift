/// Purchases to come of a customer who is alive now.
///
/// The expectation is (a + b - 1) / (a - 1) (1 - (alpha / (alpha + t))^r 2F1(r, b; a + b - 1;
/// t / (alpha + t))) (Fader, Hardie and Lee 2005, equation 9). That has a hole at a = 1, loses
/// its digits near it, and overflows for large r; so it is summed or integrated here in forms of
/// positive terms, which lose none.
struct AlivePurchases {
    /// Shape and rate of the gamma distribution of the purchase rate.
    let shape, rate: Double
    /// Parameters of the beta distribution of the probability to drop out.
    let a, b: Double

    /// Terms from which on the integral is the cheaper form.
    private static let manyTerms = 2000.0

    /// Expected purchases within `time`.
    func expected(within time: Double) -> Double {
        guard time > 0 else { return 0 }
        let terms = shape * time / rate + 45 * (1 + time / rate)
        return terms < Self.manyTerms ? series(time) : integral(time)
    }

    /// The sum over the number N of purchases of somebody who never drops out.
    ///
    /// E = sum over k of P(N = k) S_k with S_k = 1 + q_1 + ... + q_(k-1), where q_j =
    /// b (b + 1) ... (b + j - 1) / ((a + b) (a + b + 1) ... (a + b + j - 1)) is the probability to
    /// survive j purchases. The probabilities are summed relative to that of N = 0, and the sum of
    /// them is what it is divided by. Costs some 1 + t / alpha times 45 terms.
    func series(_ time: Double) -> Double {
        let share = time / (rate + time)
        var weight = 1.0
        var purchases = 0.0
        var survival = 1.0
        var (sum, total) = (0.0, 0.0)
        var k = 0.0
        while true {
            total += weight
            sum += weight * purchases
            purchases += survival
            survival *= (b + k) / (a + b + k)
            let ratio = (shape + k) / (k + 1) * share
            weight *= ratio
            k += 1
            if weight > 0x1p500 {
                weight *= 0x1p-500
                sum *= 0x1p-500
                total *= 0x1p-500
            }
            // From here on each term is at most `bound` times the one before.
            let bound = max(ratio, share)
            guard bound < 1 else { continue }
            let rest = weight / (1 - bound)
            let restOfSum = rest * (purchases + bound / (1 - bound))
            if rest <= total * 0x1p-55, restOfSum <= sum * 0x1p-55 { return sum / total }
        }
    }

    /// The integral over the probability p to drop out.
    ///
    /// Given p, E = (1 - (1 + p t / alpha)^-r) / p (a Poisson process that is cut short at an
    /// exponential instant, averaged over its rate). With u = ln(p / (1 - p)) the density of the
    /// beta distribution is p^a (1 - p)^b du, and the trapezoidal rule converges exponentially
    /// (L. N. Trefethen and J. A. C. Weideman, SIAM Review 56 (2014) 385-458). Costs some hundred
    /// points, whatever the parameters.
    func integral(_ time: Double) -> Double {
        let pace = time / rate
        let step = min(0.25, 0.7 * (1 / a + 1 / b).squareRoot())
        let middle = Logarithm.natural(a) - Logarithm.natural(b)
        let top = density(middle)
        // Beyond these the integrand is a power of e: the rest of the sum is a geometric series.
        let left = min(middle, -40 - max(0, Logarithm.natural(pace * max(1, shape))))
        let right = max(middle, 40)
        var (sum, total) = (0.0, 0.0)
        func add(_ u: Double, times factor: Double = 1) -> Bool {
            let weight = Exponential.natural(density(u) - top) * factor
            let p = Exponential.logistic(u)
            let growth = Exponential.minusOne(-shape * Logarithm.onePlus(p * pace))
            let term = p > 0 ? weight * -growth / p : weight * shape * pace
            sum += term
            total += weight
            return term > sum * 0x1p-56 || weight > total * 0x1p-56
        }
        _ = add(middle)
        var u = middle - step
        while u > left, add(u) { u -= step }
        if u <= left { _ = add(u, times: -1 / Exponential.minusOne(-a * step)) }
        u = middle + step
        while u < right, add(u) { u += step }
        if u >= right { _ = add(u, times: -1 / Exponential.minusOne(-b * step)) }
        return sum / total
    }

    /// Logarithm of p^a (1 - p)^b.
    private func density(_ u: Double) -> Double {
        -a * Exponential.softPlus(-u) - b * Exponential.softPlus(u)
    }
}
