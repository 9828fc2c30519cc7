import MartletProfile
import MartletStorage

/// Reads the sections of a configuration from the tree, each by a function of its own.
struct ConfigurationReader {
    /// Checks values and collects what is wrong with them.
    var reader: SettingReader
    /// What has been read so far; defaults elsewhere.
    var configuration = Configuration()
    /// Expands references to secrets.
    let secrets: SecretExpansion
    /// The process environment.
    let environment: [String: String]

    /// Keys of the file, in the order in which messages name them.
    static let keys = [
        "version", "name", "time_zone", "clock", "max_future", "dedupe", "kafka", "inputs",
        "fields",
        "outputs", "commit", "workers", "instance_id", "grace_period", "state_dir",
        "checkpoint", "on_missing_input", "features", "segments", "churn_alerts", "lists",
        "models", "personas",
    ]

    /// Reads everything below `root`.
    mutating func read(_ root: SettingNode) {
        let entries = reader.entries(of: root, "the configuration", keys: Self.keys)
        reportMissing(entries, in: root)
        readVersion(entries["version"])
        readName(entries["name"])
        readTime(entries)
        readKafka(entries["kafka"])
        readInputs(entries["inputs"])
        readFields(entries["fields"])
        readCommit(entries["commit"])
        let dedupe = reader.entries(of: entries["dedupe"]?.value, "'dedupe'", keys: ["last"])
        reader.read(dedupe["last"], into: &configuration.dedupeLast, in: SettingLimits.dedupe)
        reader.read(entries["workers"], into: &configuration.workers, in: SettingLimits.workers)
        readInstance(entries)
        readState(entries)
        readFeatures(entries["features"])
        readSegments(entries["segments"])
        readAlerts(entries["churn_alerts"])
        readOutputs(entries["outputs"], hasPersonas: entries["personas"] != nil)
        readLists(entries["lists"])
        readModels(entries["models"])
        resolveMeasures()
        readPersonas(entries["personas"])
    }

    private mutating func reportMissing(_ entries: SettingReader.Entries, in root: SettingNode) {
        guard case .mapping = root.content else { return }
        let misspelled = reader.misspelled
        for (key, remedy) in [("version", "add 'version: 1'"), ("name", "add 'name: shop', say")]
        where entries[key] == nil && !misspelled.contains(key) {
            reader.report(at: root.origin, "'\(key)' is missing", hint: remedy)
        }
    }

    private mutating func readVersion(_ entry: SettingNode.Entry?) {
        var version = Setting(1)
        let errors = reader.diagnostics.count
        reader.read(entry, into: &version, in: Int.min...Int.max)
        guard reader.diagnostics.count == errors, version.value != 1 else { return }
        reader.report(
            at: version.origin, "version \(version.value) of the configuration is not known",
            hint: "write 'version: 1', or update martlet")
    }

    private mutating func readName(_ entry: SettingNode.Entry?) {
        let name = reader.parsed(entry) { (text) throws(SyntaxComplaint) in
            let limit = SettingLimits.applicationNameLength
            try SettingSyntax.checkTopic(text, limit: limit, of: "an application")
            return text
        }
        if let name { configuration.name = name }
    }

    private mutating func readTime(_ entries: SettingReader.Entries) {
        reader.read(entries["clock"], into: &configuration.clock)
        reader.read(
            entries["max_future"], into: &configuration.maxFuture, in: 0...SettingLimits.longest)
        reader.read(entries["time_zone"], into: &configuration.timeZone)
        do throws(ZoneFileError) {
            let directory = ZoneFile.directory(environment: environment)
            configuration.zone = try ZoneFile(named: configuration.timeZone.value, in: directory)
        } catch {
            let name = configuration.timeZone.value
            let names = error.kind == .unknownName ? ZoneFile.names(in: error.directory) : []
            reader.report(
                at: configuration.timeZone.origin, error.description,
                hint: NameSuggestion.hint(for: name, among: names) ?? error.remedy)
        }
    }

    private mutating func readInstance(_ entries: SettingReader.Entries) {
        let instance = reader.parsed(entries["instance_id"]) { (text) throws(SyntaxComplaint) in
            try SettingSyntax.checkTopic(
                text, limit: SettingLimits.instanceIDLength, of: "an instance")
            return text
        }
        if let instance { configuration.instanceID = instance }
        reader.read(
            entries["grace_period"], into: &configuration.gracePeriod,
            in: SettingLimits.gracePeriod)
    }

    private mutating func readFields(_ entry: SettingNode.Entry?) {
        let keys = ["event_id", "type", "customer_id", "ts"]
        let fields = reader.entries(of: entry?.value, "'fields'", keys: keys)
        reader.read(fields["event_id"], into: &configuration.fields.eventID)
        reader.read(fields["type"], into: &configuration.fields.type)
        reader.read(fields["customer_id"], into: &configuration.fields.customerID)
        reader.read(fields["ts"], into: &configuration.fields.timestamp)
    }

    private mutating func readCommit(_ entry: SettingNode.Entry?) {
        let commit = reader.entries(of: entry?.value, "'commit'", keys: ["interval", "max_events"])
        reader.read(
            commit["interval"], into: &configuration.commit.interval,
            in: SettingLimits.commitInterval)
        reader.read(
            commit["max_events"], into: &configuration.commit.maxEvents,
            in: SettingLimits.commitEvents)
    }
}
