import MartletProfile
import MartletStream

/// Fits the models of a configuration to event files.
struct Fitting {
    /// What goes into the file.
    let file: ModelFile
    /// The report for a person.
    let report: FitReport

    /// Reads the files and fits every model.
    ///
    /// - Parameters:
    ///   - models: What is fitted.
    ///   - stream: The compiled configuration.
    ///   - events: Event files.
    ///   - until: The end of the observation; nil = the last event.
    ///   - previous: The file that this one takes the place of: its personas keep their ids.
    ///   - seed: Where searches start.
    ///   - progress: Shows how far the reading has come.
    /// - Throws: ``FileError``, or ``CommandFailure`` naming the first model that can't be fitted.
    init(
        _ models: ModelPlan, _ stream: StreamPlan, events: [String], until: Instant?,
        previous: ModelFile?, seed: UInt64, progress: inout ProgressLine
    ) throws {
        var replay = PurchaseReplay(models, stream, until: until)
        let hasPersonas = stream.plan.personas != nil
        var personas = hasPersonas ? try PersonaReplay(stream) : nil
        try replay.run(events, progress: &progress) { try personas?.apply($0) }
        guard replay.accepted > 0 else {
            throw CommandFailure(
                .failed, "there are no events\(until == nil ? "" : " up to this instant")")
        }
        let end = until ?? replay.lastEvent
        var fitted: [(model: FittedModel, histories: [PurchaseHistory])] = []
        for (settings, histories) in zip(models.models, replay.histories) {
            do throws(FitFailure) {
                let model = try FittedModel(
                    settings, histories, end: end, models.plan.calendar)
                fitted.append((model, histories))
            } catch {
                let (message, hint) = error.explanation
                throw CommandFailure(.failed, "model '\(settings.name)': \(message)", hint: hint)
            }
        }
        fitted.sort { $0.model.name < $1.model.name }
        var file = ModelFile(
            name: stream.name, until: end, events: replay.accepted, customers: replay.customers,
            models: fitted.map(\.model))
        var divided: PersonaReport?
        let features = Dictionary(
            fitted.map { ($0.model.name, $0.model.feature) },
            uniquingKeysWith: { first, _ in first })
        if let fit = try Self.fit(&personas, at: end, features, previous?.personas?.model, seed) {
            let personas = FittedPersonas(fit, seed: seed)
            file.personas = personas
            divided = PersonaReport(
                personas: personas, moves: fit.moves, isRefit: previous?.personas != nil)
        }
        self.file = file
        report = FitReport(
            lines: replay.events, file: file, personas: divided,
            histograms: fitted.map { model, histories in
                Histogram(model, histories, end: end, models.plan.calendar)
            })
    }

    private static func fit(
        _ replay: inout PersonaReplay?, at end: Instant, _ models: [String: FeatureModel],
        _ previous: PersonaModel?, _ seed: UInt64
    ) throws -> PersonaFit? {
        do {
            return try replay?.fit(at: end, models: models, previous: previous, seed: seed)
        } catch let failure as FitFailure {
            guard case .tooFewCustomers(let found, let needed) = failure else { throw failure }
            throw CommandFailure(
                .failed,
                "personas: \(needed) clusters need as many customers who differ; "
                    + "\(found) do",
                hint: "use a longer history, other features, or fewer clusters")
        }
    }
}
