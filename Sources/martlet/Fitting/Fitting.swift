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
    ///   - progress: Shows how far the reading has come.
    /// - Throws: ``FileError``, or ``CommandFailure`` naming the first model that can't be fitted.
    init(
        _ models: ModelPlan, _ stream: StreamPlan, events: [String], until: Instant?,
        progress: inout ProgressLine
    ) throws {
        var replay = PurchaseReplay(models, stream, until: until)
        try replay.run(events, progress: &progress)
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
        let customers = replay.histories.first?.count ?? 0
        file = ModelFile(
            name: stream.name, until: end, events: replay.accepted, customers: customers,
            models: fitted.map(\.model))
        report = FitReport(
            lines: replay.events, file: file,
            histograms: fitted.map { model, histories in
                Histogram(model, histories, end: end, models.plan.calendar)
            })
    }
}
