/// The scale of one feature: where values are cut off and what is usual, as found by a fit.
public struct PersonaScale: Sendable, Equatable {
    /// How values are bent.
    public var bend: PersonaFeature.Bend
    /// Values are moved up to this one; nil = they are not.
    public var low: Double?
    /// Values are moved down to this one; nil = they are not.
    public var high: Double?
    /// Mean of the bent values.
    public var mean: Double
    /// Their standard deviation; 0 = they are all alike, and nobody is compared by them.
    public var deviation: Double

    /// Makes a scale.
    public init(
        bend: PersonaFeature.Bend, low: Double? = nil, high: Double? = nil, mean: Double,
        deviation: Double
    ) {
        self.bend = bend
        self.low = low
        self.high = high
        self.mean = mean
        self.deviation = deviation
    }

    /// Finds the scale of a feature.
    ///
    /// Clip bounds are quantiles of type 7, the deviation is that of a sample (n - 1), as in R.
    ///
    /// - Parameters:
    ///   - feature: The feature.
    ///   - sorted: The known values of all customers, ascending.
    public init(_ feature: PersonaFeature, sorted: [Double]) {
        bend = feature.bend
        if let clip = feature.clip {
            let whole = PersonaFeature.Clip.whole
            if clip.low > 0 { low = Quantile.interpolated(clip.low, of: whole, in: sorted) }
            if clip.high < whole { high = Quantile.interpolated(clip.high, of: whole, in: sorted) }
        }
        (mean, deviation) = (0, 0)
        guard let first = sorted.first, let last = sorted.last else { return }
        // Differences from a value in the midst, so that a large common part is not rounded away.
        let middle = bent(sorted[sorted.count / 2])
        var (sum, squares) = (0.0, 0.0)
        for value in sorted {
            let difference = bent(value) - middle
            sum += difference
            squares += difference * difference
        }
        let count = Double(sorted.count)
        mean = middle + sum / count
        guard sorted.count > 1, bent(first) < bent(last) else { return }
        deviation = (max(0, squares - sum * sum / count) / (count - 1)).squareRoot()
    }

    /// The value cut off and bent.
    public func bent(_ value: Double) -> Double {
        var value = value
        if let low { value = max(value, low) }
        if let high { value = min(value, high) }
        switch bend {
        case .none: return value
        case .log:
            let bent = Logarithm.onePlus(value.magnitude)
            return value < 0 ? -bent : bent
        case .sqrt:
            let bent = value.magnitude.squareRoot()
            return value < 0 ? -bent : bent
        }
    }

    /// How many standard deviations the value is from the mean; a value that is not known is at the
    /// mean.
    public func standardised(_ value: Double?) -> Double {
        guard let value, deviation > 0 else { return 0 }
        return (bent(value) - mean) / deviation
    }

    /// The value, in plain units, that is so many standard deviations from the mean.
    public func plain(_ standardised: Double) -> Double {
        let bent = mean + standardised * deviation
        switch bend {
        case .none: return bent
        case .log:
            let value = Exponential.minusOne(bent.magnitude)
            return bent < 0 ? -value : value
        case .sqrt: return bent < 0 ? -bent * bent : bent * bent
        }
    }
}
