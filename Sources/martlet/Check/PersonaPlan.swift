import MartletProfile

/// What the personas of a configuration come to.
struct PersonaPlan {
    let definition: PersonaDefinition
    /// Fingerprint of the fitted clusters; nil without.
    let model: String?
    /// Names of the clusters as they were fitted.
    let fitted: [String]
    /// Bytes of a row that they take.
    let rowBytes: Int

    /// Describes the personas of a compiled configuration; nil if there are none.
    init?(_ plan: Plan) {
        guard let book = plan.personas else { return nil }
        definition = book.definition
        model = plan.personaModel?.fingerprint
        fitted = plan.personaModel?.clusters.map(\.name) ?? []
        rowBytes = book.rowBytes
    }

    /// Names of the personas; those of clusters without names before the first fit.
    private var names: [String] {
        guard let clusters = definition.clusters else { return definition.rules.map(\.name) }
        return fitted.isEmpty ? (1...clusters.count).map(clusters.name(ofID:)) : fitted
    }

    /// What makes a persona be found anew, and what that is called.
    private var refreshes: [(name: String, upon: String)] {
        var refreshes = definition.triggers.map { ($0.name, $0.text) }
        refreshes += definition.forecasts.map { ($0.name, "\($0.when) begins to hold") }
        if let interval = definition.interval {
            let every = SettingSyntax.text(ofDuration: interval)
            refreshes.append((PersonaDefinition.schedule, "every \(every)"))
        }
        return refreshes
    }

    /// For people, with its title.
    var text: String {
        var text = "Personas\n  "
        if let clusters = definition.clusters {
            text += "\(clusters.count) clusters"
            if let limit = clusters.limit {
                text += ", unassigned beyond \(ReportNumber.short(limit))"
            }
            if clusters.margin > 0 { text += ", margin \(ReportNumber.short(clusters.margin))" }
            text += model.map { ", model \($0)" } ?? ", not fitted yet"
            text += ": \(names.joined(separator: ", "))\n"
        } else {
            text += "\(names.count) rules, the first that holds\n"
            var table = TextTable(["PERSONA", "WHEN"])
            for rule in definition.rules { table.append([rule.name, rule.when]) }
            text += table.text(indent: 2)
        }
        if !definition.features.isEmpty {
            var table = TextTable(["COMPARED BY", "VALUE", "SCALE", "CLIP"])
            for feature in definition.features {
                let clip = feature.clip.map { "\($0.shares[0]) to \($0.shares[1])" } ?? ""
                table.append([feature.name, feature.value, feature.bend.rawValue, clip])
            }
            text += table.text(indent: 2)
        }
        var table = TextTable(["REFRESH", "UPON"])
        for refresh in refreshes { table.append([refresh.name, refresh.upon]) }
        return text + table.text(indent: 2) + "\n"
    }

    /// For programs.
    var json: String {
        let quoted = JSONString.quoted
        let features = definition.features.map { feature in
            let clip = feature.clip.map { "[\($0.shares.joined(separator: ","))]" } ?? "null"
            return """
                {"name":\(quoted(feature.name)),"value":\(quoted(feature.value)),\
                "scale":"\(feature.bend.rawValue)","clip":\(clip)}
                """
        }
        let refreshes = refreshes.map {
            "{\"name\":\(quoted($0.name)),\"upon\":\(quoted($0.upon))}"
        }
        return """
            {"by":"\(definition.clusters == nil ? "rules" : "clusters")",\
            "names":\(ReportText.json(names)),"features":[\(features.joined(separator: ","))],\
            "refreshes":[\(refreshes.joined(separator: ","))],\
            "model":\(model.map(quoted) ?? "null"),"row_bytes":\(rowBytes)}
            """
    }
}

extension PersonaFeature.Clip {
    /// Its bounds as shares.
    fileprivate var shares: [String] {
        [low, high].map { ReportText.json(Double($0) / Double(Self.whole)) }
    }
}

extension RefreshTrigger {
    /// What fires it, for people.
    fileprivate var text: String {
        let of = types.joined(separator: ", ")
        switch condition {
        case .rule(let text): return "\(of): \(text)"
        case .first: return "the first \(of)"
        case .unusual(let value):
            let field = value.field.joined(separator: ".")
            var text = "\(of): \(field) above \(ReportNumber.short(value.times)) times the mean of "
            text += "at least \(value.minimum)"
            if let quantile = value.quantile {
                text += ", and above the shop's \(ReportNumber.short(Double(quantile) / 10_000))"
                text += " quantile"
            }
            return text
        case .changes(let feature): return "\(of): another value of \(feature)"
        case .segments(let names): return "entering or leaving \(names.joined(separator: ", "))"
        }
    }
}
