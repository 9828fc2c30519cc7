/// What models of purchases are fitted to.
extension ModelSummary {
    /// Purchases in `unit` ms.
    ///
    /// Customers of one bin are taken to be spread evenly over it: that their means alone stood for
    /// them would make everybody more alike than they are, with parameters that are several times
    /// as far off. A number of purchases is whole: where the mean is not, some have one more than
    /// others.
    func purchases(unit: Int64) -> PurchaseSample {
        let unit = Double(unit)
        return PurchaseSample(
            bins: bins[0].bins.flatMap { bin in
                let width = bins[0].grid.width(bin, bins[0].precision)
                return Self.whole(bin).flatMap { repeats, customers in
                    Self.times(bin, customers, repeats == 0 ? (0, width.age) : width).map {
                        time, customers in
                        let recency = repeats == 0 ? 0 : (time.age - time.silence) / unit
                        return PurchaseSample.Bin(
                            summary: PurchaseSummary(
                                frequency: repeats, recency: recency, age: time.age / unit),
                            customers: customers)
                    }
                }
            })
    }

    /// Times of the customers of a bin, ms, as long in the mean as those in the bin.
    ///
    /// Both the age and the silence's part of it have two values each, at the distance from their
    /// means at which the variance is that of an even spread, a twelfth of the width's square.
    private static func times(
        _ bin: PopulationBins.Bin, _ customers: Int, _ width: (part: Double, age: Double)
    ) -> [(time: (silence: Double, age: Double), customers: Int)] {
        let (_, silence, longest) = bin.means
        let age = max(silence, longest)
        let middle = (silence: silence, age: age)
        guard customers > 1, age > 0, width.age > 0 else { return [(middle, customers)] }
        // Around the mean of a few there is less of the variance than around that of all.
        let pairs = customers / 2
        let variance = Double(customers - 1) / Double(2 * pairs) / 12
        let part = silence / age
        let up = min(variance.squareRoot() * width.part, part, 1 - part)
        let long = variance.squareRoot() * width.age
        let time = { (part: Double, age: Double) in (silence: part * age, age: age) }
        return [
            (time(part + up, age + long), (pairs + 1) / 2),
            (time(part - up, age - long), (pairs + 1) / 2),
            (time(part - up, age + long), pairs / 2),
            (time(part + up, age - long), pairs / 2),
            (middle, customers - 2 * pairs),
        ].filter { $0.customers > 0 }
    }
}
