/// What happened to an episode of a churn alert.
public enum EpisodeChange: String, Sendable, CaseIterable {
    /// It began.
    case raised
    /// Its severity grew.
    case escalated
    /// It ended: the customer is back.
    case resolved
    /// It ended: its horizon has passed and the customer is not back.
    case expired
}
