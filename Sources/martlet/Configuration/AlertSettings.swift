import MartletProfile

/// One churn alert with the places of its expressions.
struct AlertSettings: Sendable {
    /// What it says.
    var definition: AlertDefinition
    /// Where its name stands.
    var nameOrigin: SettingOrigin
    /// The text of `when`.
    var when: RuleText
    /// The texts of the other expressions, where there are any.
    var minHistory, resolveOn, valueAtRisk, score: RuleText?
    /// The texts of the severities; empty where the severity is only a name.
    var severities: [RuleText] = []
    /// Where each event type of `resolve_on` stands.
    var typeOrigins: [SettingOrigin] = []

    /// The text of one of its expressions.
    func text(of part: AlertDefinition.Part) -> RuleText? {
        switch part {
        case .when: when
        case .minHistory: minHistory
        case .resolveOn: resolveOn
        case .valueAtRisk: valueAtRisk
        case .score: score
        case .severity(let rung): rung < severities.count ? severities[rung] : nil
        }
    }
}
