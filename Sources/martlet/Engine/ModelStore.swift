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

    /// Reads the file of models again.
    ///
    /// Personas of an application that fits its own stay: the file is no newer than they are.
    func reload(_ configuration: Configuration, _ logger: Logger) {
        guard let path = configuration.models.file?.value else { return }
        do throws(ModelFileProblem) {
            guard let file = try ModelFile.read(path) else {
                throw ModelFileProblem(message: "there is no file '\(path)'")
            }
            let check = ModelFileCheck(file: file, configuration: configuration)
            if let problem = check.problems.first { throw ModelFileProblem(message: problem) }
            let fits = configuration.models.refit != nil
            replace(
                ModelUpdate(
                    personas: fits ? nil : check.personaModel, features: check.featureModels))
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
