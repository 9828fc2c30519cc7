import MartletProfile

/// The file of models that a configuration names, read at the start.
extension ConfigurationFile {
    /// Puts the models of the file into a plan; what is wrong is added to ``diagnostics``.
    mutating func loadModels(_ use: ModelUse, into plan: inout Plan) {
        // An application that fits its own models may begin without one.
        let needsModel =
            configuration.models.refit == nil
            && configuration.personas?.definition.needsModel ?? false
        guard let path = configuration.models.file else {
            if needsModel, let personas = configuration.personas {
                lack(
                    use, at: personas.origin, "personas need a file of fitted models",
                    hint: "add 'models: {file: models.json}', and run 'martlet fit'")
            }
            return warnOfFeatures("no file of fitted models is named")
        }
        do throws(ModelFileProblem) {
            guard let file = try modelFile(path.value) else {
                if needsModel {
                    lack(
                        use, at: path.origin, "there is no file '\(path.value)'",
                        hint: "run 'martlet fit'; paths start at the configuration")
                }
                return warnOfFeatures("there is no file '\(path.value)'")
            }
            let check = ModelFileCheck(file: file, configuration: configuration)
            let problems = check.problems
            for problem in problems {
                diagnostics.append(
                    diagnostic(
                        .error, at: path.origin, "\(path.value): \(problem)",
                        hint: "run 'martlet fit' with this configuration"))
            }
            configuration.models.until = file.until
            guard problems.isEmpty else { return }
            plan.personaModel = check.personaModel
            plan.models = check.featureModels
        } catch {
            diagnostics.append(
                diagnostic(
                    .error, at: path.origin, error.message,
                    hint: "run 'martlet fit' to write it anew"))
        }
    }

    private func modelFile(_ path: String) throws(ModelFileProblem) -> ModelFile? {
        guard let builtInModels else { return try ModelFile.read(path) }
        return try ModelFile(json: builtInModels)
    }

    /// Features on models that are not there have no value: that is valid, and rarely meant.
    private mutating func warnOfFeatures(_ reason: String) {
        for feature in configuration.features {
            guard let model = feature.definition.measure?.model else { continue }
            let name = feature.definition.name
            let isRhythm = feature.definition.aggregate == .rhythm
            let what = isRhythm ? "has no value for fewer than four gaps" : "has no value"
            let fitsItself = configuration.models.refit != nil
            let time = fitsItself ? " before the first refit" : ""
            diagnostics.append(
                diagnostic(
                    .warning, at: feature.nameOrigin,
                    "feature '\(name)' \(what)\(time): its model '\(model)' is not there, "
                        + reason,
                    hint: configuration.models.file == nil
                        ? "add 'models: {file: models.json}', and run 'martlet fit'"
                        : "run 'martlet fit'; paths start at the configuration"))
        }
    }

    private mutating func lack(
        _ use: ModelUse, at origin: SettingOrigin, _ message: String, hint: String
    ) {
        diagnostics.append(
            diagnostic(use == .optional ? .warning : .error, at: origin, message, hint: hint))
    }

    private func diagnostic(
        _ severity: Diagnostic.Severity, at origin: SettingOrigin, _ message: String, hint: String?
    ) -> Diagnostic {
        Diagnostic(
            severity, subject: source.name, span: origin.span, message: message, hint: hint)
    }

    /// A rule that reads no event would fire at every event.
    mutating func checkTriggers(of plan: Plan) {
        guard let personas = configuration.personas, let book = plan.personas else { return }
        for (index, origin) in personas.triggerOrigins.enumerated()
        where personas.openTriggers.contains(index) && !book.readsEvent(trigger: index) {
            let name = personas.definition.triggers[index].name
            diagnostics.append(
                diagnostic(
                    .error, at: origin, "refresh '\(name)' reads no field of the event",
                    hint: "say which events it looks at, {on: purchase, when: ...}, or put it "
                        + "under 'refresh_when'"))
        }
    }
}
