import MartletProfile

/// What a fit found of personas, for a person.
struct PersonaReport {
    let personas: FittedPersonas
    /// For each cluster how far its centre has moved; nil = it is new.
    let moves: [Double?]
    /// Whether there was a model before.
    let isRefit: Bool

    /// Columns of the longest bar.
    private static let width = 40

    /// The report.
    var text: String {
        var text = "\npersonas, \(personas.customers) customers\n"
        if !personas.model.clusters.isEmpty {
            let silhouette = personas.silhouette.map { ReportNumber.fixed($0, digits: 3) } ?? "none"
            text += """
                  silhouette \(silhouette), within-cluster sum \
                \(ReportNumber.short(personas.withinSum)), \(personas.unassigned) unassigned


                """
            text += sizes + "\n" + centres
        } else if !personas.model.features.isEmpty {
            text += scales
        }
        for (name, value) in personas.model.thresholds.sorted(by: { $0.key < $1.key }) {
            text += "  \(name): unusual above \(ReportNumber.short(value))\n"
        }
        return text
    }

    /// How many customers each persona has.
    private var sizes: String {
        let clusters = personas.model.clusters
        let most = max(1, clusters.map(\.size).max() ?? 1, personas.unassigned)
        let bar = { (count: Int) in
            String(repeating: "#", count: (count * Self.width + most - 1) / most)
        }
        var table = TextTable(["id", "persona", "customers"] + (isRefit ? ["moved"] : []) + [""])
        for (index, cluster) in clusters.enumerated() {
            let moved = moves[index].map { ReportNumber.short($0) } ?? "new"
            table.append(
                ["\(cluster.id)", cluster.name, "\(cluster.size)"] + (isRefit ? [moved] : [])
                    + [bar(cluster.size)])
        }
        table.append(
            ["", PersonaDefinition.unassigned, "\(personas.unassigned)"] + (isRefit ? [""] : [])
                + [bar(personas.unassigned)])
        return Self.trimmed(table)
    }

    /// The centres in plain units.
    private var centres: String {
        let model = personas.model
        var table = TextTable(["centre"] + model.clusters.map(\.name) + ["all customers"])
        for (index, feature) in model.features.enumerated() {
            let values = model.clusters.map { feature.scale.plain($0.centre[index]) }
            table.append(
                [feature.feature.name]
                    + (values + [feature.scale.plain(0)]).map(ReportNumber.short))
        }
        return Self.trimmed(table)
    }

    private var scales: String {
        var table = TextTable(["feature", "mean"])
        for feature in personas.model.features {
            table.append([feature.feature.name, ReportNumber.short(feature.scale.plain(0))])
        }
        return Self.trimmed(table)
    }

    private static func trimmed(_ table: TextTable) -> String {
        table.text(indent: 2).split(separator: "\n").map { line in
            String(line.reversed().drop { $0 == " " || $0 == "-" }.reversed())
        }.joined(separator: "\n") + "\n"
    }
}
