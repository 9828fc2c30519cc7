import MartletProfile

/// Features on models: `{p_alive: {model: mbgnbd, of: purchase}}`.
extension FeatureReader {
    /// The options that stand beside the kind, and those that stand below it.
    mutating func measureOptions(
        _ kind: SettingNode.Entry, _ aggregate: FeatureDefinition.Aggregate,
        _ beside: SettingReader.Entries, in feature: String
    ) -> SettingReader.Entries {
        var options = beside
        guard case .mapping = kind.value.content else {
            if !kind.value.isNull {
                if let of = options["of"] {
                    reader.report(at: of.origin, "'of' is set twice", hint: "remove one")
                }
                options["of"] = SettingNode.Entry(
                    key: "of", origin: kind.origin, value: kind.value)
            }
            return options
        }
        let below = reader.entries(
            of: kind.value, "feature '\(feature)'", keys: aggregate.options)
        for (key, entry) in below {
            if options[key] != nil {
                reader.report(at: entry.origin, "'\(key)' is set twice", hint: "remove one")
            }
            options[key] = entry
        }
        return options
    }

    /// The feature, its model still to be found.
    mutating func measure(
        _ feature: SettingNode.Entry, _ kind: SettingNode.Entry,
        _ aggregate: FeatureDefinition.Aggregate, _ options: SettingReader.Entries
    ) -> FeatureSettings? {
        let errors = reader.diagnostics.count
        var settings = MeasureSettings(origin: kind.origin)
        var definition = FeatureDefinition(name: feature.key, aggregate: aggregate, sources: [])
        var origins: [SettingOrigin] = []
        if let of = options["of"] {
            settings.hasSources = true
            (definition.sources, origins) = sources(of, aggregate)
        } else if aggregate.modelKinds.isEmpty {
            reader.report(
                at: kind.origin, "'\(kind.key)' does not say what it counts",
                hint: "add 'of: purchase', say")
        }
        let filter = reader.rule(options["where"])
        definition.filter = filter?.text
        var measure = MeasureDefinition()
        read(options, into: &settings, &measure, aggregate)
        if aggregate == .activityDrop { readDrop(options, into: &definition, &measure) }
        definition.measure = measure
        guard reader.diagnostics.count == errors else { return nil }
        var optionOrigins = options.mapValues(\.value.origin)
        optionOrigins[aggregate.rawValue] = kind.origin
        return FeatureSettings(
            definition: definition, nameOrigin: feature.origin, optionOrigins: optionOrigins,
            sourceOrigins: origins, filter: filter, measure: settings)
    }

    private mutating func read(
        _ options: SettingReader.Entries, into settings: inout MeasureSettings,
        _ measure: inout MeasureDefinition, _ aggregate: FeatureDefinition.Aggregate
    ) {
        settings.model = name(options["model"])
        settings.purchases = name(options["purchases"])
        if aggregate == .expectedPurchases || aggregate == .expectedSpend {
            var horizon = Setting<Int64>(90 * 86_400_000)
            reader.read(
                options["horizon"], into: &horizon, in: 60_000...SettingLimits.longest)
            measure.horizon = horizon.value
        }
        if options["bins"] != nil {
            var bins = Setting(5)
            reader.read(options["bins"], into: &bins, in: SettingLimits.bins)
            settings.bins = bins
        }
        if options["cuts"] != nil {
            var cuts = Setting(ModelSettings.Cuts.interpolated)
            reader.read(options["cuts"], into: &cuts)
            settings.cuts = cuts
        }
        readScales(options, into: &settings, &measure)
    }

    private mutating func name(_ entry: SettingNode.Entry?) -> Setting<String>? {
        guard entry != nil else { return nil }
        var name = Setting("")
        reader.read(entry, into: &name)
        return name.value.isEmpty ? nil : name
    }

    // MARK: - Scales of scores

    private static let scales = ["recency_days", "frequency", "money"]

    /// Cut points that are given: all three scales, with as many scores each.
    private mutating func readScales(
        _ options: SettingReader.Entries, into settings: inout MeasureSettings,
        _ measure: inout MeasureDefinition
    ) {
        let given = Self.scales.compactMap { options[$0] }
        guard let first = given.first else { return }
        for scale in Self.scales where options[scale] == nil {
            reader.report(
                at: first.origin, "'\(scale)' is missing beside '\(first.key)'",
                hint: "give the cut points of all three scales, or of none")
        }
        for key in ["model", "cuts"] {
            guard let entry = options[key] else { continue }
            reader.report(
                at: entry.origin, "'\(key)' has no meaning where cut points are given",
                hint: "remove it, or the cut points")
        }
        let cuts = given.map { cutPoints($0) }
        let counts = Set(cuts.map(\.count) + (settings.bins.map { [$0.value - 1] } ?? []))
        guard given.count == Self.scales.count, counts.count == 1, !cuts[0].isEmpty else {
            if counts.count > 1, !cuts.contains(where: \.isEmpty) {
                reader.report(
                    at: first.origin, "the scales do not have the same number of scores",
                    hint: "n cut points divide a scale into n + 1 scores")
            }
            return
        }
        measure.scores = RFMModel(
            recency: CutPoints(cuts[0]), frequency: CutPoints(cuts[1]), money: CutPoints(cuts[2]))
    }

    /// The numbers of a list, ascending; empty if something is wrong with them.
    private mutating func cutPoints(_ entry: SettingNode.Entry) -> [Double] {
        guard case .sequence(let items) = entry.value.content,
            1...CutPoints.most ~= items.count
        else {
            reader.report(
                at: entry.value.origin,
                "'\(entry.key)' must be a list of 1 to \(CutPoints.most) cut points",
                hint: "write '\(entry.key): [7, 30, 90, 180]', say")
            return []
        }
        var numbers: [Double] = []
        for item in items {
            guard let scalar = item.scalar, scalar.style == .plain,
                let number = Double(scalar.text), number.isFinite
            else {
                reader.report(at: item.origin, "a cut point must be a number")
                return []
            }
            if let last = numbers.last, last >= number {
                reader.report(at: item.origin, "cut points must ascend")
                return []
            }
            numbers.append(number)
        }
        return numbers
    }

    // MARK: - Activity

    private mutating func readDrop(
        _ options: SettingReader.Entries, into definition: inout FeatureDefinition,
        _ measure: inout MeasureDefinition
    ) {
        let recent = window(options["recent"]) ?? Window(length: 14, unit: .day)
        let baseline = window(options["baseline"]) ?? Window(length: 56, unit: .day)
        var fewest = Setting(8)
        reader.read(options["min_events"], into: &fewest, in: 1...1_000_000)
        guard recent.unit == baseline.unit else {
            let entry = options["baseline"] ?? options["recent"]
            reader.report(
                at: entry?.value.origin ?? .builtIn,
                "'recent' and 'baseline' must be in one unit",
                hint: "write both in m, h or d")
            return
        }
        let length = recent.length + baseline.length
        guard length <= SettingLimits.windowLength else {
            reader.report(
                at: options["baseline"]?.value.origin ?? .builtIn,
                "'recent' and 'baseline' have more than \(SettingLimits.windowLength) units",
                hint: "use a larger unit")
            return
        }
        definition.window = Window(length: length, unit: recent.unit)
        measure.drop = ActivityDrop(
            recent: recent.length, baseline: baseline.length, fewestEvents: fewest.value)
    }

    private mutating func window(_ entry: SettingNode.Entry?) -> Window? {
        reader.parsed(entry, SettingSyntax.window)?.value
    }
}
