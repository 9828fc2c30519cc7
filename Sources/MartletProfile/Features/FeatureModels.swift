extension ProfileTable {
    /// Puts other models in the place of those that features read; of a name that is not given
    /// there is none.
    ///
    /// Rules see them from now on, but nobody's segments change by that, nor do deadlines: every
    /// profile has to be evaluated.
    ///
    /// - Parameter models: The models by name; what they are is checked when they are read.
    package mutating func replace(_ models: [String: FeatureModel]) {
        for (index, slot) in plan.features.models.enumerated() {
            hot.models[index] = slot.model(among: models)
        }
    }

    /// Eight hexadecimal digits that change with any model that features or personas go by.
    ///
    /// Costs as much as writing them down; nil if there is no model.
    package var modelFingerprint: String? {
        let features = plan.features.models.indices.map {
            hot.models[$0]?.canonicalText ?? ""
        }
        let texts = features + [personaFingerprint ?? ""]
        guard texts.contains(where: { !$0.isEmpty }) else { return nil }
        return Plan.digits(of: texts.joined(separator: "\n"))
    }
}
