/// The sections that name brokers and topics.
extension ConfigurationReader {
    mutating func readKafka(_ entry: SettingNode.Entry?) {
        let keys = ["bootstrap_servers", "properties"]
        let kafka = reader.entries(of: entry?.value, "'kafka'", keys: keys)
        reader.read(kafka["bootstrap_servers"], into: &configuration.kafka.bootstrapServers)
        for entry in reader.pairs(of: kafka["properties"]?.value, "'kafka.properties'") {
            if let remedy = KafkaSettings.reserved[entry.key] {
                reader.report(
                    at: entry.origin, "'\(entry.key)' is set by martlet itself", hint: remedy)
                continue
            }
            guard let scalar = reader.scalar(entry) else { continue }
            do throws(SyntaxComplaint) {
                let (text, isExpanded) = try secrets.expand(scalar.text)
                let isSecret = isExpanded || SecretMask.isSecret(property: entry.key)
                configuration.kafka.properties.append(
                    KafkaSettings.Property(
                        name: Setting(entry.key, entry.origin),
                        value: Setting(Secret(text, isSecret: isSecret), entry.value.origin)))
            } catch {
                reader.report(error, at: entry.value.origin)
            }
        }
    }

    mutating func readInputs(_ entry: SettingNode.Entry?) {
        guard let entry, !entry.value.isNull else { return }
        guard case .sequence(let items) = entry.value.content else {
            return reader.report(
                at: entry.value.origin,
                "'inputs' must be a list, not \(entry.value.kindDescription)",
                hint: "write '- {topic: NAME}' lines")
        }
        if items.isEmpty {
            reader.report(
                at: entry.origin, "there are no inputs", hint: "name a topic: [{topic: events}]")
        }
        if items.count > SettingLimits.inputs {
            reader.report(at: entry.origin, "at most \(SettingLimits.inputs) inputs can be read")
        }
        for item in items {
            let keys = ["topic", "type"]
            let entries = reader.entries(of: item, "an input", keys: keys)
            guard let topicEntry = entries["topic"] else {
                if case .mapping = item.content, !reader.misspelled.contains("topic") {
                    reader.report(at: item.origin, "an input needs 'topic'")
                }
                continue
            }
            let known = configuration.inputs.map(\.topic.value)
            let topic = reader.parsed(topicEntry) { (text) throws(SyntaxComplaint) in
                try SettingSyntax.checkTopic(text)
                guard !known.contains(text) else {
                    throw SyntaxComplaint(message: "topic '\(text)' is an input already")
                }
                return text
            }
            let type = reader.parsed(entries["type"], SettingSyntax.eventType)
            if let topic { configuration.inputs.append(InputSettings(topic: topic, type: type)) }
        }
    }

    mutating func readOutputs(_ entry: SettingNode.Entry?, hasPersonas: Bool) {
        let name = configuration.name.value
        configuration.outputs = OutputSettings(
            segmentChanges: Setting("\(name).segment-changes"),
            churnAlerts: Setting(configuration.alerts.isEmpty ? nil : "\(name).churn-alerts"),
            personaRefreshes: Setting(hasPersonas ? "\(name).persona-refreshes" : nil),
            profiles: Setting("\(name).profiles"), deadLetters: Setting("\(name).dead-letters"))
        let keys = [
            "segment_changes", "churn_alerts", "persona_refreshes", "profiles", "dead_letters",
        ]
        let outputs = reader.entries(of: entry?.value, "'outputs'", keys: keys)
        reader.read(outputs["segment_changes"], into: &configuration.outputs.segmentChanges)
        reader.read(outputs["churn_alerts"], into: &configuration.outputs.churnAlerts)
        reader.read(outputs["persona_refreshes"], into: &configuration.outputs.personaRefreshes)
        reader.read(outputs["profiles"], into: &configuration.outputs.profiles)
        reader.read(outputs["dead_letters"], into: &configuration.outputs.deadLetters)
        checkLoops()
    }

    /// An output must not be read again, and two kinds of record must not share a topic.
    private mutating func checkLoops() {
        let outputs = configuration.outputs
        let inputs = configuration.inputs.map(\.topic.value)
        var taken: Set<String> = ["\(configuration.name.value).changelog"]
        let settings = [
            outputs.segmentChanges, outputs.churnAlerts, outputs.personaRefreshes,
            outputs.profiles, outputs.deadLetters,
        ]
        for setting in settings {
            guard let topic = setting.value else { continue }
            if inputs.contains(topic) {
                reader.report(
                    at: setting.origin, "output topic '\(topic)' is an input too",
                    hint: "choose another topic")
            } else if !taken.insert(topic).inserted {
                reader.report(
                    at: setting.origin, "topic '\(topic)' is used for other records already",
                    hint: "give each output a topic of its own")
            }
        }
    }
}
