/// The likelihood of a population as a function of ln r, ln alpha, ln a and ln b.
///
/// What depends on the number of purchases alone is worked out once for each number, so that a bin
/// costs four logarithms and exponentials.
struct PurchaseLikelihood: LogLikelihood {
    private let kind: PurchaseModel.Kind
    /// Bins of one number of repeat purchases each.
    private let groups: [ArraySlice<PurchaseSample.Bin>]

    init(_ sample: PurchaseSample, kind: PurchaseModel.Kind) {
        self.kind = kind
        var groups: [ArraySlice<PurchaseSample.Bin>] = []
        var start = 0
        for index in sample.bins.indices {
            let isLast = index + 1 == sample.bins.count
            let frequency = sample.bins[index].summary.frequency
            guard isLast || sample.bins[index + 1].summary.frequency != frequency else { continue }
            groups.append(sample.bins[start...index])
            start = index + 1
        }
        self.groups = groups
    }

    func value(at logarithms: [Double], gradient: inout [Double]) -> Double {
        let parameters = logarithms.map(Exponential.natural)
        let model = PurchaseModel(
            kind: kind, r: parameters[0], alpha: parameters[1], a: parameters[2], b: parameters[3])
        var total = Slope()
        for group in groups {
            guard let first = group.first else { continue }
            let common = Common(model, frequency: first.summary.frequency)
            for bin in group { total.add(common, model, bin) }
        }
        gradient = [
            total.r * model.r, total.alpha * model.alpha, total.a * model.a, total.b * model.b,
        ]
        return total.value
    }

    /// What customers of one number of purchases share: the value and derivatives of those parts
    /// of their likelihood that times have no part in.
    private struct Common {
        let x, chances: Double
        let value, r, a, b: Double

        init(_ model: PurchaseModel, frequency: Int) {
            x = Double(frequency)
            chances = model.chances(frequency)
            value =
                GammaFunction.logarithmOfRising(model.r, x)
                + model.r * Logarithm.natural(model.alpha)
                + GammaFunction.logarithmOfRising(model.b, chances)
                - GammaFunction.logarithmOfRising(model.a + model.b, chances)
            r = GammaFunction.sumOfInverses(model.r, x) + Logarithm.natural(model.alpha)
            a = -GammaFunction.sumOfInverses(model.a + model.b, chances)
            b = a + GammaFunction.sumOfInverses(model.b, chances)
        }
    }

    /// Value and derivatives of a sum of logarithms of likelihoods.
    private struct Slope {
        var value = 0.0
        var r = 0.0
        var alpha = 0.0
        var a = 0.0
        var b = 0.0

        mutating func add(_ common: Common, _ model: PurchaseModel, _ bin: PurchaseSample.Bin) {
            let weight = Double(bin.customers)
            let first = model.alpha + bin.summary.recency
            let last = model.alpha + bin.summary.age
            let rise = common.x + model.r
            let logLast = Logarithm.natural(last)
            let odds = model.deadLogOdds(bin.summary)
            let dead = Exponential.logistic(odds)
            value += weight * (common.value - rise * logLast + Exponential.softPlus(odds))
            let silence = Logarithm.onePlus((bin.summary.age - bin.summary.recency) / first)
            r += weight * (common.r - logLast + dead * silence)
            alpha +=
                weight
                * (model.r / model.alpha - rise / last + dead * rise * (1 / last - 1 / first))
            a += weight * (common.a + dead / model.a)
            let hazard = common.chances > 0 ? dead / (model.b + common.chances - 1) : 0
            b += weight * (common.b - hazard)
        }
    }
}
