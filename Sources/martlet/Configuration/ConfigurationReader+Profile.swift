import MartletProfile

/// The sections that say what is known of a customer.
extension ConfigurationReader {
    mutating func readFeatures(_ entry: SettingNode.Entry?) {
        let types = configuration.inputs.map(\.type?.value)
        let isOpen = types.isEmpty || types.contains(nil)
        let pairs = reader.pairs(of: entry?.value, "'features'")
        check(count: pairs.count, of: "features", atMost: SettingLimits.features, entry)
        for pair in pairs {
            let known = Set(types.compactMap { $0 }).sorted()
            var feature = FeatureReader(reader: reader, types: isOpen ? nil : known)
            if let settings = feature.read(pair) {
                configuration.features.append(settings)
            } else {
                configuration.unreadableFeatures.insert(pair.key)
            }
            reader = feature.reader
        }
    }

    mutating func readSegments(_ entry: SettingNode.Entry?) {
        let pairs = reader.pairs(of: entry?.value, "'segments'")
        check(count: pairs.count, of: "segments", atMost: SettingLimits.segments, entry)
        for pair in pairs {
            if let segment = segment(pair) { configuration.segments.append(segment) }
        }
    }

    private mutating func segment(_ entry: SettingNode.Entry) -> SegmentSettings? {
        do throws(SyntaxComplaint) {
            try SettingSyntax.checkName(entry.key, of: "segment")
        } catch {
            reader.report(error, at: entry.origin)
        }
        let keys = ["when", "exit_when", "min_dwell", "cooldown"]
        let entries = reader.entries(of: entry.value, "segment '\(entry.key)'", keys: keys)
        let isMapping = entry.value.isNull || entry.value.scalar == nil
        if entries["when"] == nil, isMapping, !reader.misspelled.contains("when") {
            reader.report(
                at: entry.origin, "segment '\(entry.key)' needs 'when'",
                hint: "add the rule by which customers enter")
        }
        let exitWhen = reader.rule(entries["exit_when"])
        var minDwell = Setting<Int64>(0)
        reader.read(entries["min_dwell"], into: &minDwell, in: 0...SettingLimits.longest)
        var cooldown = Setting<Int64>(0)
        reader.read(entries["cooldown"], into: &cooldown, in: 0...SettingLimits.longest)
        guard let when = reader.rule(entries["when"]) else { return nil }
        let definition = SegmentDefinition(
            name: entry.key, when: when.text, exitWhen: exitWhen?.text, minDwell: minDwell.value,
            cooldown: cooldown.value)
        return SegmentSettings(
            definition: definition, nameOrigin: entry.origin, when: when, exitWhen: exitWhen)
    }

    private mutating func check(
        count: Int, of what: String, atMost limit: Int, _ entry: SettingNode.Entry?
    ) {
        guard let entry, count > limit else { return }
        reader.report(
            at: entry.origin, "\(count) \(what), at most \(limit) are possible",
            hint: "split them over several applications")
    }
}

extension SettingReader {
    /// Reads the text of a rule; nil if it is missing or wrong.
    mutating func rule(_ entry: SettingNode.Entry?) -> RuleText? {
        guard let entry, let scalar = scalar(entry) else { return nil }
        // A rule that is only a word or a number, such as `true`, need not be in quotes.
        guard scalar.text.utf8.count <= SettingLimits.ruleLength else {
            report(at: entry.value.origin, "a rule has at most \(SettingLimits.ruleLength) bytes")
            return nil
        }
        guard !scalar.text.allSatisfy(\.isWhitespace) else {
            report(at: entry.value.origin, "the rule is empty")
            return nil
        }
        return RuleText(scalar: scalar, origin: entry.value.origin)
    }
}
