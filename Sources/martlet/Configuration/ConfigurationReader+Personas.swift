import MartletProfile

/// The section that says what personas there are and when they are found anew.
extension ConfigurationReader {
    mutating func readPersonas(_ entry: SettingNode.Entry?) {
        guard let entry else { return }
        let errors = reader.diagnostics.count
        let keys = [
            "features", "clusters", "unassigned_beyond", "margin", "rules", "refresh_on",
            "refresh_when", "refresh_every",
        ]
        let entries = reader.entries(of: entry.value, "'personas'", keys: keys)
        var personas = PersonaSettings(
            definition: PersonaDefinition(assignment: .rules([])), origin: entry.origin)
        readFeatures(entries["features"], into: &personas)
        readAssignment(entries, entry, into: &personas)
        var triggers = RefreshReader(
            reader: reader, configuration: configuration, personas: personas)
        triggers.read(entries)
        reader = triggers.reader
        personas = triggers.personas
        let refreshes = ["refresh_on", "refresh_when", "refresh_every"]
        if reader.diagnostics.count == errors, refreshes.allSatisfy({ entries[$0] == nil }) {
            reader.report(
                at: entry.origin, "nobody's persona is ever found",
                hint: "add 'refresh_every: 7d', say")
        }
        if reader.diagnostics.count == errors { configuration.personas = personas }
    }

    /// What customers are compared by: names, or names with settings.
    private mutating func readFeatures(
        _ entry: SettingNode.Entry?, into personas: inout PersonaSettings
    ) {
        guard let entry else { return }
        var pairs: [SettingNode.Entry] = []
        if case .sequence(let items) = entry.value.content {
            for item in items {
                guard let name = reader.text(of: item, "a feature of personas") else { continue }
                let nothing = SettingNode(content: .mapping([]), origin: item.origin)
                pairs.append(.init(key: name, origin: item.origin, value: nothing))
            }
        } else {
            pairs = reader.pairs(of: entry.value, "'features' of personas")
        }
        if pairs.isEmpty || pairs.count > SettingLimits.personaFeatures {
            reader.report(
                at: entry.origin,
                "personas have 1 to \(SettingLimits.personaFeatures) features, not \(pairs.count)")
        }
        for pair in pairs {
            checkName(pair, of: "persona feature")
            let entries = reader.entries(
                of: pair.value, "feature '\(pair.key)' of personas",
                keys: ["value", "scale", "clip"])
            let value = reader.rule(entries["value"])
            var bend = Setting(PersonaFeature.Bend.none)
            reader.read(entries["scale"], into: &bend)
            personas.texts[.feature(personas.definition.features.count)] =
                value
                ?? RuleText(scalar: .init(text: pair.key, style: .plain), origin: pair.origin)
            personas.featureOrigins.append(pair.origin)
            personas.definition.features.append(
                PersonaFeature(
                    name: pair.key, value: value?.text, bend: bend.value,
                    clip: clip(entries["clip"])))
        }
    }

    /// Quantiles, such as [0.01, 0.99].
    private mutating func clip(_ entry: SettingNode.Entry?) -> PersonaFeature.Clip? {
        guard let entry else { return nil }
        if case .sequence(let items) = entry.value.content, items.count == 2 {
            let bounds = items.map {
                reader.number(.init(key: "clip", origin: $0.origin, value: $0))
            }
            guard let low = bounds[0], let high = bounds[1] else { return nil }
            if low >= 0, low < high, high <= 1 {
                let parts = { (share: Double) in
                    Int((share * Double(PersonaFeature.Clip.whole)).rounded())
                }
                return PersonaFeature.Clip(low: parts(low), high: parts(high))
            }
        }
        reader.report(
            at: entry.value.origin, "'clip' must be two shares of the customers, the lower first",
            hint: "write [0.01, 0.99], say")
        return nil
    }

    private mutating func readAssignment(
        _ entries: SettingReader.Entries, _ section: SettingNode.Entry,
        into personas: inout PersonaSettings
    ) {
        if let rules = entries["rules"] {
            for key in ["clusters", "unassigned_beyond", "margin"] {
                guard let entry = entries[key] else { continue }
                reader.report(
                    at: entry.origin, "personas by rules have no '\(key)'",
                    hint: "use either 'rules' or 'clusters'")
            }
            return readRules(rules, into: &personas)
        }
        guard let entry = entries["clusters"] else {
            guard !reader.misspelled.contains("clusters"), case .mapping = section.value.content
            else { return }
            return reader.report(
                at: section.origin, "personas need 'clusters' or 'rules'",
                hint: "add 'clusters: 5' and 'features', say")
        }
        if entries["features"] == nil {
            reader.report(
                at: entry.origin, "clusters need 'features' that customers are compared by",
                hint: "add 'features: {orders_90d: {scale: log}}', say")
        }
        guard var clusters = clusters(entry, personas.definition.features) else { return }
        if let entry = entries["unassigned_beyond"], let limit = reader.number(entry) {
            clusters.limit = limit
            if limit <= 0 {
                reader.report(
                    at: entry.value.origin, "'unassigned_beyond' must be above 0",
                    hint: "it is a distance in standard deviations")
            }
        }
        if let entry = entries["margin"], let margin = reader.number(entry) {
            clusters.margin = margin
            if !(0..<1).contains(margin) {
                reader.report(
                    at: entry.value.origin, "'margin' must be at least 0 and below 1",
                    hint: "0.1 moves a customer to a centre that is a tenth nearer")
            }
        }
        personas.definition.assignment = .clusters(clusters)
    }

    /// A number of clusters, their names, or their names with what is typical of them.
    private mutating func clusters(
        _ entry: SettingNode.Entry, _ features: [PersonaFeature]
    ) -> PersonaClusters? {
        var names: [SettingNode.Entry] = []
        switch entry.value.content {
        case .scalar:
            var count = Setting(0)
            reader.read(entry, into: &count, in: SettingLimits.clusters)
            return count.value > 0 ? PersonaClusters(count: count.value) : nil
        case .sequence(let items):
            for item in items {
                guard let name = reader.text(of: item, "the name of a persona") else { continue }
                names.append(.init(key: name, origin: item.origin, value: item))
            }
        case .mapping(let pairs): names = pairs
        }
        guard SettingLimits.clusters.contains(names.count) else {
            let (from, to) = (SettingLimits.clusters.lowerBound, SettingLimits.clusters.upperBound)
            reader.report(
                at: entry.value.origin, "there are \(from) to \(to) clusters, not \(names.count)")
            return nil
        }
        var anchors: [[String: Double]] = []
        for (index, name) in names.enumerated() {
            checkPersona(name, before: names[..<index].map(\.key))
            if case .mapping = entry.value.content {
                anchors.append(anchor(name, features.map(\.name)))
            }
        }
        return PersonaClusters(count: names.count, names: names.map(\.key), anchors: anchors)
    }

    /// What is typical of a cluster, in standard deviations from the mean.
    private mutating func anchor(
        _ entry: SettingNode.Entry, _ features: [String]
    ) -> [String: Double] {
        var anchor: [String: Double] = [:]
        for pair in reader.pairs(of: entry.value, "cluster '\(entry.key)'") {
            guard features.contains(pair.key) else {
                reader.reportUnknown(pair, in: "cluster '\(entry.key)'", among: features)
                continue
            }
            if let number = reader.number(pair) { anchor[pair.key] = number }
        }
        return anchor
    }

    /// Rules in their order: a list of `name: rule`, or a mapping.
    private mutating func readRules(
        _ entry: SettingNode.Entry, into personas: inout PersonaSettings
    ) {
        var pairs: [SettingNode.Entry] = []
        if case .sequence(let items) = entry.value.content {
            for item in items { pairs += reader.pairs(of: item, "a rule of personas") }
        } else {
            pairs = reader.pairs(of: entry.value, "'rules' of personas")
        }
        if pairs.isEmpty || pairs.count > SettingLimits.personaRules {
            reader.report(
                at: entry.origin,
                "there are 1 to \(SettingLimits.personaRules) rules, not \(pairs.count)")
        }
        var rules: [PersonaDefinition.Rule] = []
        for pair in pairs {
            checkPersona(pair, before: rules.map(\.name))
            guard let text = reader.rule(pair) else { continue }
            personas.texts[.rule(rules.count)] = text
            rules.append(.init(name: pair.key, when: text.text))
        }
        personas.definition.assignment = .rules(rules)
    }

    private mutating func checkPersona(_ entry: SettingNode.Entry, before: [String]) {
        checkName(entry, of: "persona")
        if entry.key == PersonaDefinition.unassigned {
            reader.report(
                at: entry.origin, "'unassigned' is what customers are who fit no persona",
                hint: "choose another name")
        } else if before.contains(entry.key) {
            reader.report(at: entry.origin, "persona '\(entry.key)' is there twice")
        }
    }

    private mutating func checkName(_ entry: SettingNode.Entry, of what: String) {
        do throws(SyntaxComplaint) {
            try SettingSyntax.checkName(entry.key, of: what)
        } catch {
            reader.report(error, at: entry.origin)
        }
    }
}

extension SettingReader {
    /// A number, with or without a fraction; nil, and reported, if it is none.
    mutating func number(_ entry: SettingNode.Entry) -> Double? {
        guard let scalar = scalar(entry) else { return nil }
        let isNumber = ["a number", "a whole number"].contains(entry.value.kindDescription)
        if isNumber || scalar.style == .untyped, let number = Double(scalar.text), number.isFinite {
            return number
        }
        report(
            at: entry.value.origin,
            "'\(entry.key)' must be a number, not \(entry.value.kindDescription)")
        return nil
    }
}
