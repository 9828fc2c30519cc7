import MartletProfile

/// The personas with the places of their parts.
struct PersonaSettings: Sendable {
    /// What they are.
    var definition: PersonaDefinition
    /// Where the section stands.
    var origin: SettingOrigin
    /// The expressions as they were written.
    var texts: [PersonaBook.Place: RuleText] = [:]
    /// Where each feature stands.
    var featureOrigins: [SettingOrigin] = []
    /// Where each trigger stands.
    var triggerOrigins: [SettingOrigin] = []
    /// Where the event types of each trigger stand, if it names them.
    var typeOrigins: [[SettingOrigin]] = []
    /// Triggers that do not say which events they look at.
    var openTriggers: Set<Int> = []
}
