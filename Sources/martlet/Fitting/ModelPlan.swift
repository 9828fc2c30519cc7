import MartletProfile
import MartletStorage
import MartletStream

/// What must be read from events to fit the models of a configuration.
struct ModelPlan {
    /// Features that count the purchases of each model, so that `where` and duplicates are judged
    /// as the engine judges them.
    let plan: Plan
    /// The models; the feature of each has its index.
    let models: [ModelSettings]
    /// For each model and event type the fields of the schema whose sum is the amount; nil = events
    /// of the type are no purchases.
    let fields: [[[Int]?]]

    fileprivate init(plan: Plan, models: [ModelSettings]) {
        self.plan = plan
        self.models = models
        let schema = plan.features.schema
        fields = models.map { model in
            schema.types.map { type in
                let sources = model.sources.filter { $0.type == type }
                guard !sources.isEmpty else { return nil }
                return sources.compactMap { schema.fields.firstIndex(of: $0.field) }
            }
        }
    }
}

extension ConfigurationFile {
    /// Compiles what fitting reads; nil with what is wrong added to ``diagnostics``.
    mutating func modelPlan() -> ModelPlan? {
        let models = configuration.models.models
        var features = models.map { model in
            var types: [FeatureDefinition.Source] = []
            for source in model.sources where !types.contains(where: { $0.type == source.type }) {
                types.append(.init(type: source.type))
            }
            return FeatureDefinition(
                name: "purchases_\(model.name)", aggregate: .count, sources: types,
                filter: model.filter?.text)
        }
        // Fields are decoded if a feature reads them.
        features += models.filter(\.kind.needsField).map { model in
            FeatureDefinition(
                name: "amount_\(model.name)", aggregate: .sum, sources: model.sources)
        }
        do throws(Plan.CompilationError) {
            let plan = try Plan(
                features: features, segments: [], dedupe: configuration.dedupeLast.value,
                calendar: configuration.zone.calendar, lists: configuration.customerLists)
            return ModelPlan(plan: plan, models: models)
        } catch {
            for problem in error.filters {
                let text = models[problem.feature].filter
                diagnostics += problem.errors.diagnostics.compactMap { problem in
                    text?.diagnostic(
                        at: problem.range.offset..<problem.range.end, in: source,
                        message: problem.message, hint: problem.hint)
                }
            }
            diagnostics = diagnostics.ordered()
            return nil
        }
    }
}
