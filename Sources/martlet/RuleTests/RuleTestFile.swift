import MartletStorage
import MartletStream

/// A file of rule tests as it was loaded: the compiled configuration, the cases, what is wrong.
struct RuleTestFile {
    /// The file, as the user wrote its path.
    var name: String
    /// The texts that diagnostics point into: the file, and its configuration.
    var sources: [SourceText]
    /// The compiled configuration; nil if something is wrong with it.
    var plan: StreamPlan?
    /// The cases that could be read.
    var cases: [RuleTestCase] = []
    /// What is wrong or suspicious.
    var diagnostics: [Diagnostic] = []
    /// Whether all that is wrong is that a file it names is missing.
    var isOnlyMissingFiles = false

    /// Bytes of a test file.
    private static let mostBytes = 64 << 20

    /// Loads a file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - environment: The process environment; settings in it are not looked at, so that a test
    ///     says the same everywhere.
    /// - Throws: ``FileError`` if it is missing or can't be read. What is wrong in it is in
    ///   ``diagnostics``.
    init(path: String, environment: [String: String]) throws(FileError) {
        let bytes = try FileBytes.read(path, limit: Self.mostBytes)
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        self.init(
            text: String(decoding: bytes, as: UTF8.self), name: path, directory: directory,
            environment: environment)
        if String(validating: bytes, as: UTF8.self) == nil {
            let message = "the file is not UTF-8 text"
            let hint = "save it as UTF-8"
            diagnostics = [Diagnostic(subject: path, message: message, hint: hint)]
        }
    }

    /// Reads the tests in `text`; relative paths in it start at `directory`.
    init(text: String, name: String, directory: String, environment: [String: String]) {
        self.name = name
        let isMarked = text.unicodeScalars.first == "\u{FEFF}"
        let plain = isMarked ? String(text.unicodeScalars.dropFirst()) : text
        let source = SourceText(name: name, text: plain)
        sources = [source]
        let tree = YAMLTree(source)
        diagnostics = tree.diagnostics
        guard tree.diagnostics.isEmpty || tree.root != nil else { return }
        let start = SettingOrigin.file(SourceSpan(line: 1, column: 1))
        let root = tree.root ?? SettingNode(content: .mapping([]), origin: start)
        var reader = RuleTestReader(
            source: source, directory: directory,
            environment: environment.filter { !$0.key.hasPrefix(EnvironmentSettings.prefix) })
        reader.read(root)
        plan = reader.plan
        cases = reader.cases
        sources += reader.configurationSource.map { [$0] } ?? []
        let found = reader.reader.diagnostics + reader.configurationDiagnostics
        let errors = found.count { $0.severity == .error }
        isOnlyMissingFiles =
            tree.diagnostics.isEmpty && errors > 0 && errors == reader.missingFiles
        diagnostics = (diagnostics + found).ordered()
    }
}

extension ConfigurationFile {
    /// Reads a configuration that stands in another file, of which version, name and inputs may be
    /// left out.
    init(
        inline node: SettingNode, source: SourceText, directory: String,
        environment: [String: String]
    ) {
        var root = node
        if case .mapping(var entries) = root.content {
            let defaults: [(String, SettingNode.Content)] = [
                ("version", .scalar(.init(text: "1", style: .plain))),
                ("name", .scalar(.init(text: "test", style: .plain))),
                ("inputs", ConfigurationFile.openInput),
            ]
            for (key, content) in defaults where !entries.contains(where: { $0.key == key }) {
                let value = SettingNode(content: content, origin: .builtIn)
                entries.append(SettingNode.Entry(key: key, origin: .builtIn, value: value))
            }
            root.content = .mapping(entries)
        }
        var reader = ConfigurationReader(
            reader: SettingReader(fileName: source.name),
            secrets: SecretExpansion(environment: environment, directory: directory),
            environment: environment)
        reader.read(root)
        configuration = reader.configuration
        self.source = source
        diagnostics = reader.reader.diagnostics.ordered()
    }

    /// One input whose events carry their types.
    private static let openInput: SettingNode.Content = {
        let topic = SettingNode(
            content: .scalar(.init(text: "events", style: .plain)), origin: .builtIn)
        let entry = SettingNode.Entry(key: "topic", origin: .builtIn, value: topic)
        return .sequence([SettingNode(content: .mapping([entry]), origin: .builtIn)])
    }()
}
