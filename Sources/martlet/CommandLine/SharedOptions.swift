import ArgumentParser
import MartletProfile
import MartletStorage

/// `--no-color`, for every command.
struct DisplayOptions: ParsableArguments {
    @Flag(name: .customLong("no-color"), help: "Use no colours (also: NO_COLOR=1).")
    var isPlain = false

    func validate() throws {
        if isPlain { Terminal.turnColorsOff() }
    }
}

/// `--json`, for commands whose output is made for people otherwise.
struct FormatOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON, for programs.")
    var isJSON = false
}

/// `--events`: the event files that a command reads.
struct EventOptions: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "NDJSON event files, read in this order; '-' is standard input; .gz and .zst too.",
            valueName: "file"))
    var events: [String]

    func validate() throws {
        if events.isEmpty { throw ValidationError("--events needs at least one file") }
    }
}

/// `--config` and `--set`: the configuration that a command works with.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp("The configuration file.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var path: String

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Set a value against file and environment, as in commit.interval=1s; may be repeated.",
            valueName: "key=value"))
    var settings: [String] = []

    func validate() throws {
        _ = try overrides()
    }

    /// Loads the file and says what is suspicious in it.
    ///
    /// - Throws: ``CommandFailure`` (78) once every error of the file has been shown, or
    ///   ``FileError`` if it can't be read.
    func load() throws -> ConfigurationFile {
        let file = try read()
        try file.report()
        return file
    }

    /// Loads the file; what is wrong in it is left to the caller.
    ///
    /// - Parameter flags: What flags of the command's own say.
    /// - Returns: The file.
    /// - Throws: ``FileError`` if it can't be read.
    func read(_ flags: [SettingOverride] = []) throws -> ConfigurationFile {
        try ConfigurationFile(
            path: path, flags: overrides() + flags, environment: Environment.variables)
    }

    /// What `--set` says.
    private func overrides() throws -> [SettingOverride] {
        try settings.map { setting in
            let parts = setting.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw ValidationError("'\(setting)' is not KEY=VALUE, as in commit.interval=1s")
            }
            let key = String(parts[0])
            let properties = SettingOverride.propertiesPath.joined(separator: ".") + "."
            let origin = SettingOrigin.flag("--set \(key)")
            if key.hasPrefix(properties), key.count > properties.count {
                let path =
                    SettingOverride.propertiesPath + [String(key.dropFirst(properties.count))]
                return SettingOverride(path: path, text: String(parts[1]), origin: origin)
            }
            let known = SettingOverride.paths.map { $0.joined(separator: ".") }
            guard let index = known.firstIndex(of: key) else {
                let hint =
                    NameSuggestion.hint(for: key, among: known)
                    ?? "known: \(known.joined(separator: ", "))"
                throw ValidationError("no setting '\(key)'; \(hint)")
            }
            return SettingOverride(
                path: SettingOverride.paths[index], text: String(parts[1]), origin: origin)
        }
    }
}

extension ConfigurationFile {
    /// Shows the diagnostics on standard error.
    ///
    /// - Throws: ``CommandFailure`` (78) if one of them is an error.
    func report() throws {
        let renderer = DiagnosticRenderer(
            isColored: Terminal.error.isColored, sources: [source])
        Terminal.error.write(renderer.render(diagnostics))
        guard diagnostics.hasErrors else { return }
        let errors = diagnostics.count { $0.severity == .error }
        let isMissing = errors == configuration.missingFiles
        throw CommandFailure(isMissing ? .inputMissing : .invalidConfiguration)
    }
}
