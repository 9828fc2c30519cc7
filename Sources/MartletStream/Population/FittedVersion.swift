public import MartletProfile

/// Which of an application's models.
public enum ModelKey: Hashable, Sendable {
    /// The personas.
    case personas
    /// One that features read, by its name.
    case feature(String)

    private static let featurePrefix = "models/"

    /// The key of the model's record.
    public var text: String {
        switch self {
        case .personas: "personas"
        case .feature(let name): Self.featurePrefix + name
        }
    }

    /// The model whose record has this key; nil if there can be none.
    public init?(_ text: String) {
        if text == Self.personas.text {
            self = .personas
        } else if text.hasPrefix(Self.featurePrefix) {
            self = .feature(String(text.dropFirst(Self.featurePrefix.count)))
        } else {
            return nil
        }
    }

    /// The key of a record with a partition's customers as far as the model needs them.
    func summaryKey(_ partition: Int32) -> String {
        switch self {
        case .personas: "\(partition)"
        case .feature(let name): "\(partition)/\(name)"
        }
    }

    /// The model for which a record of this key was made; nil if there can be none.
    init?(summaryKey text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard Int32(parts[0]) != nil else { return nil }
        self = parts.count == 1 ? .personas : .feature(String(parts[1]))
    }
}

/// A model and until when customers were observed for it.
public struct ModelVersion: Sendable, Equatable {
    /// A model of either kind.
    public enum Model: Sendable, Equatable {
        /// Personas.
        case personas(PersonaModel)
        /// One that features read.
        case feature(FeatureModel)

        /// Eight hexadecimal digits that change with the model.
        public var fingerprint: String {
            switch self {
            case .personas(let model): model.fingerprint
            case .feature(let model): model.fingerprint
            }
        }
    }

    /// Until when customers were observed.
    public var until: Instant
    /// The model.
    public var model: Model

    /// Makes a version.
    public init(until: Instant, model: Model) {
        self.until = until
        self.model = model
    }
}

/// What a fit has found, with what there is to say of it.
public enum FreshFit: Sendable {
    /// Personas.
    case personas(PersonaFit)
    /// A model that features read.
    case feature(FeatureFit)
}
