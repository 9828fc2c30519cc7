import MartletProfile

/// What `martlet fit` writes: the models of an application.
struct ModelFile: Sendable, Equatable {
    /// Version of the format.
    static let format = 1

    /// Application id.
    var name: String
    /// Until when customers were observed.
    var until: Instant
    /// Events that counted.
    var events: Int
    /// Customers who were seen.
    var customers: Int
    /// The models, in the order of their names.
    var models: [FittedModel]
    /// Personas; nil if there are none.
    var personas: FittedPersonas?

    /// Eight hexadecimal digits that change with the models.
    var fingerprint: String {
        // FNV-1a (Fowler, Noll, Vo), 32 bits.
        var hash: UInt32 = 2_166_136_261
        for byte in (modelsJSON + personasJSON).utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// The file.
    var json: String {
        """
        {
          "format": \(Self.format),
          "name": \(JSONString.quoted(name)),
          "fingerprint": "\(fingerprint)",
          "until": \(ReportText.json(until)),
          "events": \(events),
          "customers": \(customers),
          "models": {\(models.isEmpty ? "" : "\n\(modelsJSON)\n  ")}\(personasJSON)
        }

        """
    }

    private var personasJSON: String {
        personas.map { ",\n  \"personas\": \($0.json)" } ?? ""
    }

    private var modelsJSON: String {
        models.map { "    \(JSONString.quoted($0.name)): {\n\($0.json)\n    }" }
            .joined(separator: ",\n")
    }
}

extension FittedModel {
    /// The members of the model's object, one a line.
    fileprivate var json: String {
        var members = [
            ("kind", JSONString.quoted(kind.rawValue)), ("of", ReportText.json(of)),
        ]
        if let filter { members.append(("where", JSONString.quoted(filter))) }
        members.append(("per", "\"\(per.rawValue)\""))
        if kind.purchaseKind != nil {
            members.append(("unit", "\"\(SettingSyntax.text(ofDuration: unit))\""))
        }
        if kind == .gammaGamma { members.append(("include_first", "\(includesFirst)")) }
        members.append(("customers", "\(customers)"))
        switch content {
        case .purchases(let fit):
            members += Self.members(
                fit.parameters, fit.logLikelihood, fit.steps, fit.isConverged)
        case .spend(let fit):
            members += Self.members(
                fit.parameters, fit.logLikelihood, fit.steps, fit.isConverged)
        case .rhythm(let model, _):
            members.append(("mean_days", ReportText.json(model.population.mean)))
            members.append(("spread_days", ReportText.json(model.population.spread)))
        case .rfm(let model, _):
            members.append(("cuts", JSONString.quoted(model.recency.rule.rawValue)))
            members.append(("recency_days", Self.json(model.recency.values)))
            members.append(("frequency", Self.json(model.frequency.values)))
            members.append(("money", Self.json(model.money.values)))
        }
        return members.map { "      \"\($0.0)\": \($0.1)" }.joined(separator: ",\n")
    }

    private static func members(
        _ parameters: [FittedParameter], _ logLikelihood: Double, _ steps: Int, _ isConverged: Bool
    ) -> [(String, String)] {
        let values = parameters.map { "\"\($0.name)\": \(ReportText.json($0.value))" }
        let errors = parameters.map {
            "\"\($0.name)\": \($0.standardError.map(ReportText.json) ?? "null")"
        }
        return [
            ("parameters", "{\(values.joined(separator: ", "))}"),
            ("standard_errors", "{\(errors.joined(separator: ", "))}"),
            ("log_likelihood", ReportText.json(logLikelihood)), ("steps", "\(steps)"),
            ("converged", "\(isConverged)"),
        ]
    }

    private static func json(_ values: [Double]) -> String {
        "[\(values.map(ReportText.json).joined(separator: ", "))]"
    }
}
