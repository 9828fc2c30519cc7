import MartletProfile
import MartletStorage
import MartletStream

/// Reads a file of rule tests from its tree.
struct RuleTestReader {
    /// Checks values and collects what is wrong with them.
    var reader: SettingReader
    /// The compiled configuration.
    private(set) var plan: StreamPlan?
    /// What is wrong with the configuration, and its text if it has a file of its own.
    private(set) var configurationDiagnostics: [Diagnostic] = []
    private(set) var configurationSource: SourceText?
    /// The cases that could be read.
    private(set) var cases: [RuleTestCase] = []
    /// Errors that say that a file is missing.
    private(set) var missingFiles = 0

    private let source: SourceText
    private let directory: String
    private let environment: [String: String]

    /// Keys of the file and of a case, in the order in which messages name them.
    static let keys = ["config", "cases"]
    static let caseKeys = ["name", "events", "file", "until", "dead_letters", "expect"]

    init(source: SourceText, directory: String, environment: [String: String]) {
        reader = SettingReader(fileName: source.name)
        self.source = source
        self.directory = directory
        self.environment = environment
    }

    /// Reads everything below `root`.
    mutating func read(_ root: SettingNode) {
        let entries = reader.entries(of: root, "the test file", keys: Self.keys)
        if case .mapping = root.content {
            for (key, hint) in [
                (
                    "config",
                    "write 'config: shop.yaml', or the configuration itself below 'config:'"
                ),
                ("cases", "write '- name: ...' lines below 'cases:'"),
            ] where entries[key] == nil && !reader.misspelled.contains(key) {
                reader.report(at: root.origin, "'\(key)' is missing", hint: hint)
            }
        }
        if let entry = entries["config"] { readConfiguration(entry) }
        guard let entry = entries["cases"] else { return }
        guard case .sequence(let items) = entry.value.content, !items.isEmpty else {
            return reader.report(
                at: entry.value.origin,
                "'cases' must be a list of cases, not \(entry.value.kindDescription)",
                hint: "write '- name: ...' lines below it")
        }
        for item in items { readCase(item) }
    }

    private mutating func readConfiguration(_ entry: SettingNode.Entry) {
        var file: ConfigurationFile
        if case .mapping = entry.value.content {
            file = ConfigurationFile(
                inline: entry.value, source: source, directory: directory,
                environment: environment)
        } else {
            guard reader.scalar(entry) != nil,
                let path = reader.text(of: entry.value, "'config'")
            else { return }
            do throws(FileError) {
                file = try ConfigurationFile(path: whole(path), environment: environment)
            } catch {
                return report(error, at: entry.value.origin)
            }
            configurationSource = file.source
        }
        plan = file.compile(.init())
        missingFiles += file.configuration.missingFiles
        // What is suspicious in a file of its own is what `martlet check` is for.
        configurationDiagnostics = file.diagnostics.filter { $0.severity == .error }
    }

    private mutating func readCase(_ node: SettingNode) {
        guard case .mapping = node.content else {
            return reader.report(
                at: node.origin, "a case must be a mapping, not \(node.kindDescription)",
                hint: "write '- name: ...'")
        }
        let entries = reader.entries(of: node, "a case", keys: Self.caseKeys)
        for (key, hint) in [
            ("name", "say what the case shows"), ("expect", "say what must follow"),
        ]
        where entries[key] == nil && !reader.misspelled.contains(key) {
            reader.report(at: node.origin, "a case needs '\(key)'", hint: hint)
        }
        let hasInput = entries["events"] != nil || entries["file"] != nil
        if !hasInput, !reader.misspelled.contains("events"), !reader.misspelled.contains("file") {
            reader.report(
                at: node.origin, "a case needs 'events' or 'file'",
                hint: "write events below 'events:', or name an NDJSON file")
        }
        let known = cases.map(\.name)
        let name = reader.parsed(entries["name"]) { (text) throws(SyntaxComplaint) in
            guard !known.contains(text) else {
                throw SyntaxComplaint(
                    message: "there is a case '\(text)' already", hint: "choose another name")
            }
            return text
        }
        let input = input(entries)
        let until = reader.instant(entries["until"])
        var deadLetters = Setting(0)
        reader.read(entries["dead_letters"], into: &deadLetters, in: 0...Int.max)
        let expectations = expectations(entries["expect"])
        guard let name, let input else { return }
        cases.append(
            RuleTestCase(
                name: name.value, origin: name.origin, input: input, until: until,
                deadLetters: deadLetters.value, expectations: expectations))
    }

    private mutating func input(_ entries: SettingReader.Entries) -> RuleTestCase.Input? {
        if let file = entries["file"] {
            if let events = entries["events"] {
                reader.report(
                    at: events.origin, "a case has either 'events' or 'file'",
                    hint: "make two cases of it")
            }
            guard let names = reader.names(file, "the name of a file") else { return nil }
            for name in names { checkFile(name) }
            return .files(names.map { whole($0.value) })
        }
        guard let entry = entries["events"] else { return nil }
        guard case .sequence(let items) = entry.value.content else {
            reader.report(
                at: entry.value.origin,
                "'events' must be a list of events, not \(entry.value.kindDescription)",
                hint: "write '- {type: purchase, customer_id: c1, ts: ...}' lines")
            return nil
        }
        return .events(items.compactMap { event($0) })
    }

    private mutating func event(_ node: SettingNode) -> RuleTestCase.Event? {
        guard case .mapping = node.content else {
            reader.report(
                at: node.origin, "an event must be a mapping, not \(node.kindDescription)",
                hint: "write '{type: purchase, customer_id: c1, ts: ...}'")
            return nil
        }
        return RuleTestCase.Event(line: EventJSON.line(node), origin: node.origin)
    }

    /// Says so if a file is missing, before any case is run.
    private mutating func checkFile(_ name: Setting<String>) {
        do throws(FileError) {
            _ = try LineReader(paths: [whole(name.value)])
        } catch {
            report(error, at: name.origin)
        }
    }

    private mutating func report(_ error: FileError, at origin: SettingOrigin) {
        if case .missing = error { missingFiles += 1 }
        reader.report(
            at: origin, error.description, hint: "paths start at the folder of the test file")
    }

    private func whole(_ path: String) -> String {
        path.hasPrefix("/") || directory == "." ? path : "\(directory)/\(path)"
    }
}
