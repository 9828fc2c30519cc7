import MartletProfile
import MartletStream

/// How instances tell one another of models: files of models with one model in each.
struct PublishedModel: Sendable {
    let configuration: Configuration

    /// The record of a fit: which model it is, what was found, until when customers were observed,
    /// and how many there are.
    func encode(_ key: ModelKey, _ fit: FreshFit, until: Instant, customers: Int) -> [UInt8] {
        var file = ModelFile(
            name: configuration.name.value, until: until, events: 0, customers: customers,
            models: [])
        switch fit {
        case .personas(let fit): file.personas = FittedPersonas(fit, seed: Self.seed)
        case .feature(let fit):
            if let settings = settings(key) { file.models = [FittedModel(settings, fit)] }
        }
        return Array(file.json.utf8)
    }

    /// Where searches start.
    static let seed: UInt64 = 1

    /// The model of a record; nil if it does not fit the configuration.
    func decode(_ key: ModelKey, _ bytes: [UInt8]) -> ModelVersion? {
        (try? ModelFile(json: String(decoding: bytes, as: UTF8.self))).flatMap { version(key, $0) }
    }

    /// All models of a file that fit the configuration.
    func versions(_ keys: [ModelKey], of file: ModelFile) -> [ModelKey: ModelVersion] {
        var versions: [ModelKey: ModelVersion] = [:]
        for key in keys { versions[key] = version(key, file) }
        return versions
    }

    private func version(_ key: ModelKey, _ file: ModelFile) -> ModelVersion? {
        let check = ModelFileCheck(file: file, configuration: configuration)
        switch key {
        case .personas:
            guard check.personaProblems.isEmpty, let model = check.personaModel else { return nil }
            return ModelVersion(until: file.until, model: .personas(model))
        case .feature(let name):
            guard let settings = settings(key), check.problem(settings) == nil,
                let model = file.models.first(where: { $0.name == name })
            else { return nil }
            return ModelVersion(until: file.until, model: .feature(model.feature))
        }
    }

    private func settings(_ key: ModelKey) -> ModelSettings? {
        configuration.models.models.first { .feature($0.name) == key }
    }
}

extension ModelSettings {
    /// The model as a running application fits it.
    var definition: ModelDefinition {
        let method: ModelDefinition.Method =
            switch kind {
            case .bgnbd, .mbgnbd:
                .purchases(kind.purchaseKind ?? .mbgnbd, unit: unit.value)
            case .gammaGamma: .spend
            case .rhythm: .rhythm
            case .rfm: .scores(bins.value, rule: cuts.value.rule)
            }
        return ModelDefinition(name: name, method: method)
    }
}

extension Configuration {
    /// Names of the models that features read.
    var modelsRead: Set<String> {
        Set(
            features.flatMap { [$0.definition.measure?.model, $0.definition.measure?.purchases] }
                .compactMap { $0 })
    }

    /// Whether a running application fits models itself.
    var fitsModels: Bool {
        models.refit != nil
            && !(modelsRead.isEmpty && personas?.definition.features.isEmpty ?? true)
    }
}
