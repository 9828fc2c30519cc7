/// What a model expects of one customer: a value that falls all the time while nothing is bought.
struct Forecast {
    /// The model.
    let model: PurchaseForecast
    /// The purchases so far.
    let customer: PurchaseForecast.Customer
    /// How far it looks ahead, ms; 0 = P(alive).
    var horizon: Int64
    /// What the number of purchases is multiplied with: the amount of one.
    var factor: Double

    /// The value at `now`.
    func value(at now: Instant) -> Double {
        horizon == 0
            ? model.pAlive(customer, at: now)
            : factor * model.expectedPurchases(customer, at: now, within: horizon)
    }

    /// Rounding can make a value lie outside of those at both ends by this part of it: some
    /// hundred units in the last place of a sum of thousands of terms.
    private static let precision = 0x1p-40

    /// Bounds of the values from one instant to another.
    func bounds(from start: Instant, to end: Instant) -> ClosedRange<Double> {
        let low = value(at: end) * (1 - Self.precision)
        return low...max(low, value(at: start) * (1 + Self.precision))
    }

    /// The answer of `value comparison bound` at `now`, and the first instant at which it is
    /// another.
    func verdict(_ comparison: Comparison, _ bound: Number, at now: Instant) -> Verdict {
        let current = Number(value(at: now))
        let order = current.ordering(to: bound)
        var verdict = current.verdict(comparison, bound, until: .never)
        guard verdict.truth != .unknown else { return verdict }
        // It goes from above the bound, by way of equal for a moment if at all, to below it.
        let number = bound.double
        if order == .greater {
            let reached = instant(falls: .atMost(number))
            guard reached < .never else { return verdict }
            let next = Number(value(at: reached)).ordering(to: bound)
            if comparison.truth(next) != verdict.truth {
                verdict.until = reached
                return verdict
            }
            guard next == .equal else { return verdict }
        } else if order != .equal {
            return verdict
        }
        if comparison.truth(.less) != verdict.truth {
            verdict.until = instant(falls: .below(number))
        }
        return verdict
    }

    /// The first instant at which the value has fallen; `.never` if it never does.
    private func instant(falls threshold: PurchaseForecast.Threshold) -> Instant {
        guard horizon > 0 else { return model.instant(whenAlive: customer, falls: threshold) }
        return model.instant(
            whenExpected: customer, within: horizon, times: factor, falls: threshold)
    }
}

extension ProfileFacts {
    func compare(
        forecast feature: Int, _ comparison: Comparison, _ bound: Number, at now: Instant
    ) -> Verdict {
        guard let forecast = forecast(hot.readers[feature]) else { return Verdict(.unknown) }
        return forecast.verdict(comparison, bound, at: now)
    }

    func bounds(_ feature: Int, from start: Instant, to end: Instant) -> ClosedRange<Double>? {
        forecast(hot.readers[feature])?.bounds(from: start, to: end)
    }
}
