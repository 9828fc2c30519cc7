public import MartletProfile

/// What a keeper of models has to tell an operator.
public enum ModelNotice: Sendable {
    /// A model was fitted, to so many customers.
    case fitted(ModelKey, FreshFit, customers: Int)
    /// How customers stand to the personas that were in use.
    case personaDrift(PopulationDrift)
    /// How customers stand to a model that features read and that was in use.
    case drift(String, ModelDrift)
    /// A newer model was read.
    case applied(ModelKey, fingerprint: String)
    /// A record of a model cannot be used with this configuration.
    case unusable(ModelKey)
    /// A model could not be fitted, and why; the one in use stays.
    case failed(ModelKey, String)
}
