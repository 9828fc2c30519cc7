import MartletProfile

/// Settings from environment variables: `MARTLET_COMMIT__INTERVAL` is `commit.interval`.
///
/// Two underscores go into a section. Below `MARTLET_KAFKA__PROPERTIES__` one underscore is a dot,
/// as in the names of librdkafka: `..._SASL_PASSWORD` is `sasl.password`.
enum EnvironmentSettings {
    /// How the variables begin.
    static let prefix = "MARTLET_"

    /// librdkafka's properties whose names hold underscores.
    private static let underscored = ["ssl_key", "ssl_certificate", "ssl_ca"]

    /// Variables that set something else than the configuration.
    private static let others = ["MARTLET_LOG_LEVEL", "MARTLET_LOG_FORMAT"]

    /// The settings in `environment`, in the order of the variables' names, and a warning for every
    /// variable that looks like one and is none.
    static func overrides(
        in environment: [String: String]
    ) -> (overrides: [SettingOverride], warnings: [Diagnostic]) {
        var overrides: [SettingOverride] = []
        var warnings: [Diagnostic] = []
        let variables = environment.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
        for (name, text) in variables where !others.contains(name) {
            if let path = path(of: name) {
                overrides.append(
                    SettingOverride(path: path, text: text, origin: .environment(name)))
            } else if !isServiceLink(name) {
                let known = SettingOverride.paths.map(variable)
                warnings.append(
                    Diagnostic(
                        .warning, subject: name, message: "no setting has this variable",
                        hint: NameSuggestion.hint(for: name, among: known)))
            }
        }
        return (overrides, warnings)
    }

    /// The variable that sets the value at `path`.
    static func variable(of path: [String]) -> String {
        prefix + path.map { $0.uppercased() }.joined(separator: "__")
    }

    private static func path(of variable: String) -> [String]? {
        if let path = SettingOverride.paths.first(where: { self.variable(of: $0) == variable }) {
            return path
        }
        let properties = self.variable(of: SettingOverride.propertiesPath) + "__"
        guard variable.hasPrefix(properties), variable.count > properties.count else { return nil }
        let name = variable.dropFirst(properties.count).lowercased()
        let isUnderscored = underscored.contains(name)
        let property = isUnderscored ? name : String(name.map { $0 == "_" ? "." : $0 })
        return SettingOverride.propertiesPath + [property]
    }

    /// Whether Kubernetes made the variable for a service that is called martlet.
    private static func isServiceLink(_ name: String) -> Bool {
        ["_SERVICE_HOST", "_SERVICE_PORT", "_PORT_"].contains { name.contains($0) }
            || name.hasSuffix("_PORT")
    }
}
