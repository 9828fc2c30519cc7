import Logging
import MartletProfile
import MartletStream
import Synchronization

/// What workers and the keeper of models tell one another: the model in use, summaries that are
/// wanted and that have come.
final class ModelStore: Sendable {
    private struct State {
        var models = ModelUpdate()
        var summaries: [Int32: PopulationSummary] = [:]
        /// The models that are fitted while the application runs.
        var kept: [ModelKey] = []
        /// Models of a file that was read again, for whom keeps them to judge.
        var offers: [ModelKey: ModelVersion] = [:]
        /// Workers that own partition 0: at most one, but for moments.
        var owners: Set<Int> = []
    }

    private let state = Mutex(State())
    private let models = Atomic<Int>(0)
    private let requests = Atomic<Int>(0)

    /// How often a model was put in place; costs one load.
    var generation: Int { models.load(ordering: .acquiring) }

    /// How often summaries were asked for; costs one load.
    var requestCount: Int { requests.load(ordering: .acquiring) }

    /// The models that have come since the start.
    var current: ModelUpdate { state.withLock { $0.models } }

    /// Puts models in place for the workers to take.
    func replace(_ update: ModelUpdate) {
        state.withLock { $0.models.merge(update) }
        models.add(1, ordering: .releasing)
    }

    /// Notes which models are fitted while the application runs.
    func keep(_ keys: [ModelKey]) { state.withLock { $0.kept = keys } }

    /// Hands out the models that were read again since the last call.
    func takeOffers() -> [ModelKey: ModelVersion] {
        state.withLock { state in
            defer { state.offers = [:] }
            return state.offers
        }
    }

    /// Reads the file of models again.
    ///
    /// Of an application that fits its own they take the place only of those that have seen
    /// customers for less long.
    func reload(_ configuration: Configuration, _ logger: Logger) {
        guard let path = configuration.models.file?.value else { return }
        do throws(ModelFileProblem) {
            guard let file = try ModelFile.read(path) else {
                throw ModelFileProblem(message: "there is no file '\(path)'")
            }
            let check = ModelFileCheck(file: file, configuration: configuration)
            if let problem = check.problems.first { throw ModelFileProblem(message: problem) }
            let kept = state.withLock { $0.kept }
            if kept.isEmpty {
                replace(
                    ModelUpdate(personas: check.personaModel, features: check.featureModels))
            } else {
                let versions = PublishedModel(configuration: configuration)
                    .versions(kept, of: file)
                state.withLock { $0.offers = versions }
            }
            logger.notice("models read again", metadata: ["models": "\(file.fingerprint)"])
        } catch {
            logger.error("models stay as they are", metadata: ["reason": "\(error.message)"])
        }
    }

    /// Asks the workers for summaries of their partitions.
    func request() { requests.add(1, ordering: .releasing) }

    /// Takes the summary of a partition.
    func put(_ partition: Int32, _ summary: PopulationSummary) {
        state.withLock { $0.summaries[partition] = summary }
    }

    /// Hands out the summaries that have come since the last call.
    func takeSummaries() -> [Int32: PopulationSummary] {
        state.withLock { state in
            defer { state.summaries = [:] }
            return state.summaries
        }
    }

    /// Notes whether a worker owns partition 0.
    func note(owner worker: Int, _ isOwner: Bool) {
        state.withLock { state in
            if isOwner { state.owners.insert(worker) } else { state.owners.remove(worker) }
        }
    }

    /// Whether one of the workers owns partition 0.
    var ownsFirst: Bool { state.withLock { !$0.owners.isEmpty } }
}
