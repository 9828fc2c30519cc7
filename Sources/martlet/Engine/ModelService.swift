import Glibc
import Logging
import MartletKafka
import MartletProfile
import MartletStream

/// Keeps the models of `martlet run` current, on a thread of its own beside the workers.
final class ModelService {
    private var keeper: ModelKeeper<KafkaSharedTopics>
    private let store: ModelStore
    private let logger = Logger(label: "models")

    /// How often the topics are looked at, ms.
    private static let interval: UInt32 = 500
    /// How long to wait after a failure, ms.
    private static let pause: UInt32 = 5_000

    /// Reaches the cluster and reads the latest models that instances have published.
    ///
    /// - Parameters:
    ///   - plan: The compiled configuration; its models are replaced by newer ones.
    ///   - configuration: The configuration.
    ///   - store: What is shared with the workers.
    /// - Throws: ``LogError`` if the cluster cannot be reached or a topic is missing.
    init?(
        _ plan: inout StreamPlan, _ configuration: Configuration, _ store: ModelStore
    ) throws(LogError) {
        guard let interval = configuration.models.refit?.value,
            let task = RefitTask(
                plan.plan, configuration.models.models.map(\.definition), interval: interval,
                seed: PublishedModel.seed)
        else { return nil }
        let published = PublishedModel(configuration: configuration)
        let format = ModelKeeper<KafkaSharedTopics>.Format(
            encode: { published.encode($0, $1, until: $2, customers: $3) },
            decode: { published.decode($0, $1) })
        let topics = try KafkaSharedTopics(
            application: plan.name, configuration: configuration.kafkaConfiguration)
        var keeper = ModelKeeper(
            task, current: Self.start(plan.plan, configuration.models.until ?? .distantPast),
            format: format, topics: topics)
        let latest = try keeper.latest()
        plan.plan.personaModel = latest.personas ?? plan.plan.personaModel
        plan.plan.models = latest.features ?? plan.plan.models
        plan.plan.collectsNumbers = true
        store.keep(task.keys)
        self.keeper = keeper
        self.store = store
        for name in task.unread {
            logger.warning(
                "no feature reads this model: it is not fitted", metadata: ["model": "\(name)"])
        }
    }

    /// The models of the file that was read at the start.
    private static func start(_ plan: Plan, _ until: Instant) -> [ModelKey: ModelVersion] {
        var versions: [ModelKey: ModelVersion] = [:]
        for (name, model) in plan.models {
            versions[.feature(name)] = ModelVersion(until: until, model: .feature(model))
        }
        versions[.personas] = plan.personaModel.map {
            ModelVersion(until: until, model: .personas($0))
        }
        return versions
    }

    /// Runs until asked to stop.
    func run(until shouldStop: () -> Bool) {
        while !shouldStop() {
            do throws(LogError) {
                let offered = store.takeOffers()
                if !offered.isEmpty { take(keeper.offer(offered)) }
                let turn = try keeper.turn(
                    at: SystemClock().wall(), ownsFirst: store.ownsFirst,
                    summaries: store.takeSummaries())
                if turn.wantsSummaries { store.request() }
                take(turn.update)
                for notice in turn.notices { notice.log(to: logger) }
                usleep(Self.interval * 1_000)
            } catch {
                logger.warning("not kept current", metadata: ["reason": "\(error)"])
                var left = Self.pause
                while left > 0, !shouldStop() {
                    usleep(100_000)
                    left -= 100
                }
            }
        }
    }

    private func take(_ update: ModelUpdate) {
        if !update.isEmpty { store.replace(update) }
    }
}
