import MartletProfile

/// What a fit found, for a person.
struct FitReport {
    /// Lines read.
    let lines: Int
    /// What goes into the file.
    let file: ModelFile
    /// Personas; nil if there are none.
    let personas: PersonaReport?
    /// How each model fits.
    let histograms: [Histogram]

    /// The report.
    var text: String {
        var text = """
            events     \(file.events) of \(lines) lines
            customers  \(file.customers)
            until      \(ReportText.text(file.until))
            models     \(file.fingerprint)

            """
        for (model, histogram) in zip(file.models, histograms) {
            text += "\n\(model.name): \(model.title)\n"
            text += model.figures(indent: 2)
            text += "\n" + histogram.text(indent: "  ")
        }
        return text + (personas?.text ?? "")
    }
}

extension FittedModel {
    /// What it is, of what, and of how many customers.
    fileprivate var title: String {
        var title = "\(kind.title) of \(of.joined(separator: ", "))"
        if let filter { title += " where \(filter)" }
        let unit = SettingSyntax.text(ofDuration: unit)
        switch kind {
        case .bgnbd, .mbgnbd: title += ", per \(per.rawValue), time in \(unit)"
        case .gammaGamma, .rhythm: title += ", per \(per.rawValue)"
        case .rfm: break
        }
        return title + ", \(customers) customers"
    }

    /// Its figures.
    fileprivate func figures(indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        switch content {
        case .purchases(let fit):
            let isVague = fit.parameters[2...].contains { $0.standardError == nil }
            return Self.table(fit.parameters, indent)
                + Self.outcome(fit.logLikelihood, fit.steps, fit.isConverged, margin)
                + (isVague
                    ? "\(margin)The events do not tell who drops out: do not rely on P(alive).\n"
                    : "")
        case .spend(let fit):
            let mean = fit.model.populationMean.map(ReportNumber.short) ?? "infinite"
            return Self.table(fit.parameters, indent)
                + Self.outcome(fit.logLikelihood, fit.steps, fit.isConverged, margin)
                + "\(margin)expected amount of a new customer \(mean)\n"
        case .rhythm(let model, _):
            let (mean, spread) = (model.population.mean, model.population.spread)
            return """
                \(margin)mean gap \(ReportNumber.short(mean)) days, \
                spread \(ReportNumber.short(spread)) days

                """
        case .rfm(let model, _):
            var table = TextTable(["scale", "cut points"])
            for (name, cuts) in [
                ("recency, days", model.recency), ("frequency", model.frequency),
                ("money", model.money),
            ] {
                table.append([name, cuts.values.map(ReportNumber.short).joined(separator: "  ")])
            }
            return table.text(indent: indent)
        }
    }

    private static func table(_ parameters: [FittedParameter], _ indent: Int) -> String {
        var table = TextTable(["parameter", "value", "std. error", "95 % interval"])
        for parameter in parameters {
            let interval = parameter.interval.map {
                "\(ReportNumber.short($0.lowerBound)) to \(ReportNumber.short($0.upperBound))"
            }
            table.append([
                parameter.name, ReportNumber.fixed(parameter.value, digits: 5),
                parameter.standardError.map { ReportNumber.fixed($0, digits: 5) } ?? "unknown",
                interval ?? "unknown",
            ])
        }
        return table.text(indent: indent)
    }

    private static func outcome(
        _ logLikelihood: Double, _ steps: Int, _ isConverged: Bool, _ margin: String
    ) -> String {
        let end = isConverged ? "" : ", NOT converged"
        return """
            \(margin)log-likelihood \(ReportNumber.fixed(logLikelihood, digits: 5)), \
            \(steps) steps\(end)

            """
    }
}

extension ModelSettings.Kind {
    /// Its name in the literature.
    fileprivate var title: String {
        switch self {
        case .bgnbd: "BG/NBD"
        case .mbgnbd: "MBG/NBD"
        case .gammaGamma: "gamma-gamma"
        case .rhythm: "rhythm"
        case .rfm: "RFM"
        }
    }
}
