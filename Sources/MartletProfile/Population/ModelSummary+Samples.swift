/// What models are fitted to.
extension ModelSummary {
    /// Amounts of purchases; a bin stands for its customers by their means.
    var spend: SpendSample {
        SpendSample(
            bins: bins[0].bins.flatMap { bin in
                let sum = bin.means.second / Double(FixedDecimal.scale)
                return Self.whole(bin).map { purchases, customers in
                    SpendSample.Bin(
                        summary: SpendSummary(
                            purchases: purchases, mean: sum / Double(max(1, purchases))),
                        customers: customers)
                }
            })
    }

    /// The population's rhythm, and how many customers have two gaps.
    var rhythm: (model: RhythmModel?, customers: Int) {
        var (means, variances): (UInt128, UInt128) = (0, 0)
        var (all, varying) = (0, 0)
        for bin in bins[0].bins {
            means += bin.second
            variances += bin.third
            all += bin.customers
            if bin.first > 0 { varying += bin.customers }
        }
        guard varying > 0 else { return (nil, 0) }
        let mean = Double(means) / Double(all) / Self.dayParts
        let variance = Double(variances) / Double(varying) / Self.dayParts
        return (
            RhythmModel(population: Rhythm(mean: mean, spread: variance.squareRoot())), varying
        )
    }

    /// The numbers that one of the scores goes by: days, purchases or amounts.
    func values(_ score: Int) -> CountedValues {
        let scale = score == 2 ? Double(FixedDecimal.scale) : 1
        return CountedValues(
            bins[score].bins.map { bin in
                let value = bin.means.first / scale
                return (bin.second > 0 ? -value : value, bin.customers)
            })
    }

    /// The first number of a bin's customers, in whole numbers of the same sum.
    static func whole(
        _ bin: PopulationBins.Bin
    ) -> [(number: Int, customers: Int)] {
        let (whole, rest) = bin.first.quotientAndRemainder(dividingBy: UInt128(bin.customers))
        let number = Int(clamping: min(whole, 1 << 62))
        return [(number, bin.customers - Int(rest)), (number + 1, Int(rest))]
            .filter { $0.1 > 0 }
    }
}
