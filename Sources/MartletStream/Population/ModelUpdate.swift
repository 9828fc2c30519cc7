public import MartletProfile

/// Fitted models that take the place of others while an application runs.
public struct ModelUpdate: Sendable, Equatable {
    /// Personas; nil = they stay.
    public var personas: PersonaModel?
    /// The models that features read, by name; nil = they stay.
    public var features: [String: FeatureModel]?

    /// Makes an update.
    public init(personas: PersonaModel? = nil, features: [String: FeatureModel]? = nil) {
        self.personas = personas
        self.features = features
    }

    /// Whether it replaces nothing.
    public var isEmpty: Bool { personas == nil && features == nil }

    /// Adds what a later one replaces.
    public mutating func merge(_ later: ModelUpdate) {
        personas = later.personas ?? personas
        features = later.features ?? features
    }
}
