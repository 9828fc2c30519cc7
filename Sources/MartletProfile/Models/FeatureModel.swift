/// A fitted model as features read it.
///
/// Trivial: no reference counting.
public enum FeatureModel: Sendable, Equatable, BitwiseCopyable {
    /// Purchases to come.
    case purchases(PurchaseForecast)
    /// Amounts of purchases.
    case spend(SpendModel)
    /// Gaps between purchases.
    case rhythm(RhythmModel)
    /// Recency, frequency and money.
    case scores(RFMModel)

    /// The forecast that it is, if it is one.
    var forecast: PurchaseForecast? {
        if case .purchases(let forecast) = self { forecast } else { nil }
    }

    /// The model of amounts that it is, if it is one.
    var spend: SpendModel? {
        if case .spend(let model) = self { model } else { nil }
    }

    /// The rhythm that it is, if it is one.
    var rhythm: RhythmModel? {
        if case .rhythm(let model) = self { model } else { nil }
    }

    /// The scores that it gives, if it does.
    var scores: RFMModel? {
        if case .scores(let model) = self { model } else { nil }
    }
}

extension FeatureModel {
    /// Eight hexadecimal digits that change with the model.
    public var fingerprint: String { Plan.digits(of: canonicalText) }

    /// Everything that decides what features on it say, in one line.
    var canonicalText: String {
        switch self {
        case .purchases(let forecast):
            let model = forecast.model
            let numbers = [model.r, model.alpha, model.a, model.b].map { "\($0)" }
            return "\(model.kind)|\(numbers.joined(separator: ","))|\(forecast.unit)"
        case .spend(let model): return "spend|\(model.p),\(model.q),\(model.v)"
        case .rhythm(let model):
            return "rhythm|\(model.population.mean),\(model.population.spread)"
        case .scores(let model):
            let cuts = [model.recency, model.frequency, model.money]
            return "scores|\(cuts.map { "\($0.rule.rawValue)\($0.values)" })"
        }
    }
}
