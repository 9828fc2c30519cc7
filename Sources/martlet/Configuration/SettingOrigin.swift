/// Where a setting's value was written.
enum SettingOrigin: Hashable, Sendable {
    /// In the configuration file.
    case file(SourceSpan)
    /// In an environment variable of this name.
    case environment(String)
    /// On the command line, by this flag.
    case flag(String)
    /// Nowhere: the default.
    case builtIn

    /// The place in the file, if it stands there.
    var span: SourceSpan? {
        guard case .file(let span) = self else { return nil }
        return span
    }
}

/// A value with where it was written, so that later checks can point at it.
struct Setting<Value: Sendable>: Sendable {
    /// The value.
    var value: Value
    /// Where it was written.
    var origin: SettingOrigin

    init(_ value: Value, _ origin: SettingOrigin = .builtIn) {
        self.value = value
        self.origin = origin
    }
}

extension Setting: Equatable where Value: Equatable {}
