import MartletStorage

/// A configuration as it was loaded: the values, and what later checks need to point at places.
struct ConfigurationFile: Sendable {
    /// The values; where something is wrong, the default.
    var configuration: Configuration
    /// The text of the file.
    var source: SourceText
    /// What is wrong or suspicious; later checks add to it.
    var diagnostics: [Diagnostic]
    /// Models that take the place of those in the file that the configuration names.
    var builtInModels: String?

    /// Loads a configuration: flags go before environment, file and defaults, in this order.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - flags: Settings of the command line.
    ///   - environment: The process environment.
    /// - Throws: ``FileError`` if there is no such file or it can't be read. Everything that is
    ///   wrong *in* it is in ``diagnostics``.
    init(
        path: String, flags: [SettingOverride] = [], environment: [String: String]
    ) throws(FileError) {
        let bytes = try FileBytes.read(path, limit: SettingLimits.fileBytes)
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        guard let text = String(validating: bytes, as: UTF8.self) else {
            self.init(notText: bytes, name: path)
            return
        }
        self.init(
            text: text, name: path, directory: directory, flags: flags, environment: environment)
    }

    /// Reads a configuration from text; `directory` is where relative paths in it start.
    init(
        text: String, name: String, directory: String = ".", flags: [SettingOverride] = [],
        environment: [String: String] = [:]
    ) {
        // A byte order mark is no part of the text, and must not move the columns of its line.
        let isMarked = text.unicodeScalars.first == "\u{FEFF}"
        let plain = isMarked ? String(text.unicodeScalars.dropFirst()) : text
        let source = SourceText(name: name, text: plain)
        let tree = YAMLTree(source)
        let variables = EnvironmentSettings.overrides(in: environment)
        var reader = ConfigurationReader(
            reader: SettingReader(fileName: name),
            secrets: SecretExpansion(environment: environment, directory: directory),
            environment: environment)
        self.source = source
        diagnostics = tree.diagnostics + variables.warnings
        if tree.diagnostics.isEmpty || tree.root != nil {
            let start = SettingOrigin.file(SourceSpan(line: 1, column: 1))
            var root = tree.root ?? SettingNode(content: .mapping([]), origin: start)
            for override in variables.overrides + flags { root.apply(override) }
            reader.read(root)
        }
        configuration = reader.configuration
        diagnostics = (diagnostics + reader.reader.diagnostics).ordered()
    }

    private init(notText bytes: [UInt8], name: String) {
        let repaired = SourceText(name: name, text: String(decoding: bytes, as: UTF8.self))
        let place = repaired.bytes.firstRange(of: Array("\u{FFFD}".utf8)).map {
            repaired.span(of: $0)
        }
        configuration = Configuration()
        source = repaired
        diagnostics = [
            Diagnostic(
                subject: name, span: place, message: "the file is not UTF-8 text",
                hint: "save it as UTF-8")
        ]
    }
}
