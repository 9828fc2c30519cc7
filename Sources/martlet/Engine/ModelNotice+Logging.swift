import Logging
import MartletProfile
import MartletStream

extension ModelNotice {
    /// Tells an operator.
    func log(to logger: Logger) {
        switch self {
        case .fitted(_, .personas(let fit), let customers):
            let sizes = fit.model.clusters.map { "\($0.name)=\($0.size)" }
            logger.notice(
                "personas fitted",
                metadata: [
                    "model": "\(fit.model.fingerprint)", "customers": "\(customers)",
                    "sample": "\(fit.customers)", "sizes": "\(sizes.joined(separator: " "))",
                    "silhouette":
                        "\(fit.silhouette.map { ReportNumber.fixed($0, digits: 3) } ?? "none")",
                ])
        case .fitted(let key, .feature(let fit), let customers):
            logger.notice(
                "model fitted",
                metadata: [
                    "model": "\(key.name)", "customers": "\(customers)",
                    "parameters": "\(fit.parameterText)", "converged": "\(fit.isConverged)",
                ])
        case .personaDrift(let drift): drift.log(to: logger)
        case .drift(let name, let drift): drift.log(name, to: logger)
        case .applied(let key, let fingerprint):
            logger.notice(
                "model applied",
                metadata: ["model": "\(key.name)", "fingerprint": "\(fingerprint)"])
        case .unusable(let key):
            logger.warning(
                "a published model does not fit this configuration; it is not used",
                metadata: ["model": "\(key.name)"])
        case .failed(let key, let reason):
            logger.warning(
                "nothing fitted", metadata: ["model": "\(key.name)", "reason": "\(reason)"])
        }
    }
}

extension ModelKey {
    /// What an operator calls it.
    fileprivate var name: String {
        switch self {
        case .personas: "personas"
        case .feature(let name): name
        }
    }
}

extension FeatureFit {
    /// Names and values: `r=0.25 alpha=4.4`.
    fileprivate var parameterText: String {
        let pairs: [(String, String)] =
            switch self {
            case .purchases(let fit):
                fit.parameters.map { ($0.name, ReportNumber.short($0.value)) }
            case .spend(let fit):
                fit.parameters.map { ($0.name, ReportNumber.short($0.value)) }
            case .rhythm(let model, _):
                [
                    ("mean_days", ReportNumber.short(model.population.mean)),
                    ("spread_days", ReportNumber.short(model.population.spread)),
                ]
            case .rfm(let model, _):
                [
                    ("recency_days", model.recency), ("frequency", model.frequency),
                    ("money", model.money),
                ].map { ($0, $1.values.map(ReportNumber.short).joined(separator: ",")) }
            }
        return pairs.map { "\($0)=\($1)" }.joined(separator: " ")
    }
}

extension ModelDrift {
    fileprivate func log(_ name: String, to logger: Logger) {
        var metadata: Logger.Metadata = ["model": "\(name)"]
        switch self {
        case .likelihood(let before, let after):
            metadata["log_likelihood"] = "\(Self.step(before, after, digits: 6))"
        case .rhythm(let before, let after):
            metadata["mean_days"] = "\(Self.step(before.mean, after.mean, digits: 3))"
            metadata["spread_days"] = "\(Self.step(before.spread, after.spread, digits: 3))"
        case .scores(let recency, let frequency, let money):
            let indices = [("recency", recency), ("frequency", frequency), ("money", money)]
                .map { "\($0)=\(ReportNumber.fixed($1, digits: 4))" }
            metadata["stability_index"] = "\(indices.joined(separator: " "))"
        }
        logger.notice("drift", metadata: metadata)
    }

    private static func step(_ before: Double, _ after: Double, digits: Int) -> String {
        [before, after].map { ReportNumber.fixed($0, digits: digits) }.joined(separator: " -> ")
    }
}

extension PopulationDrift {
    fileprivate func log(to logger: Logger) {
        let shares = shares.map { "\($0.persona)=\(ReportNumber.fixed($0.share, digits: 4))" }
        let indices = indices.map { "\($0.feature)=\(ReportNumber.fixed($0.index, digits: 4))" }
        let distance = meanDistance.map { ReportNumber.fixed($0, digits: 4) } ?? "none"
        logger.notice(
            "drift",
            metadata: [
                "shares": "\(shares.joined(separator: " "))",
                "stability_index": "\(indices.joined(separator: " "))",
                "mean_distance": "\(distance)",
            ])
    }
}
