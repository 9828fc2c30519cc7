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

    /// Reaches the cluster and reads the latest model that instances have published.
    ///
    /// - Parameters:
    ///   - plan: The compiled configuration; its model is replaced by a newer one.
    ///   - configuration: The configuration.
    ///   - store: What is shared with the workers.
    /// - Throws: ``LogError`` if the cluster cannot be reached or a topic is missing.
    init?(
        _ plan: inout StreamPlan, _ configuration: Configuration, _ store: ModelStore
    ) throws(LogError) {
        guard let book = plan.plan.personas, let interval = configuration.models.refit?.value,
            !book.definition.features.isEmpty
        else { return nil }
        let format = ModelKeeper<KafkaSharedTopics>.Format(
            encode: { fit, until, customers in
                ModelFile(fit, of: configuration, until: until, customers: customers).published
            },
            decode: { bytes in ModelFile.version(bytes, fitting: configuration) })
        let cold = plan.plan.personaModel.map {
            ModelKeeper<KafkaSharedTopics>.Version(
                until: configuration.models.until ?? .distantPast, model: $0)
        }
        let topics = try KafkaSharedTopics(
            application: plan.name, configuration: configuration.kafkaConfiguration)
        var keeper = ModelKeeper(
            book, interval: interval, seed: 1, current: cold, format: format, topics: topics)
        if let model = try keeper.latest() { plan.plan.personaModel = model }
        plan.plan.collectsNumbers = true
        self.keeper = keeper
        self.store = store
    }

    /// Runs until asked to stop.
    func run(until shouldStop: () -> Bool) {
        while !shouldStop() {
            do throws(LogError) {
                let turn = try keeper.turn(
                    at: SystemClock().wall(), ownsFirst: store.ownsFirst,
                    summaries: store.takeSummaries())
                if turn.wantsSummaries { store.request() }
                if let model = turn.model { store.replace(ModelUpdate(personas: model)) }
                for notice in turn.notices { log(notice) }
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

    private func log(_ notice: ModelNotice) {
        switch notice {
        case .fitted(let fit, let customers):
            let sizes = fit.model.clusters.map { "\($0.name)=\($0.size)" }
            logger.notice(
                "personas fitted",
                metadata: [
                    "model": "\(fit.model.fingerprint)", "customers": "\(customers)",
                    "sample": "\(fit.customers)", "sizes": "\(sizes.joined(separator: " "))",
                    "silhouette":
                        "\(fit.silhouette.map { ReportNumber.fixed($0, digits: 3) } ?? "none")",
                ])
        case .drift(let drift):
            let shares = drift.shares.map {
                "\($0.persona)=\(ReportNumber.fixed($0.share, digits: 4))"
            }
            let indices = drift.indices.map {
                "\($0.feature)=\(ReportNumber.fixed($0.index, digits: 4))"
            }
            logger.notice(
                "drift",
                metadata: [
                    "shares": "\(shares.joined(separator: " "))",
                    "stability_index": "\(indices.joined(separator: " "))",
                    "mean_distance":
                        "\(drift.meanDistance.map { ReportNumber.fixed($0, digits: 4) } ?? "none")",
                ])
        case .applied(let model):
            logger.notice("model applied", metadata: ["model": "\(model.fingerprint)"])
        case .unusable:
            logger.warning("a published model does not fit this configuration; it is not used")
        case .failed(let reason):
            logger.warning("nothing fitted", metadata: ["reason": "\(reason)"])
        }
    }
}

extension ModelFile {
    /// What a refit of a running application publishes.
    init(_ fit: PersonaFit, of configuration: Configuration, until: Instant, customers: Int) {
        self.init(
            name: configuration.name.value, until: until, events: 0, customers: customers,
            models: [])
        personas = FittedPersonas(fit, seed: 1)
    }

    /// The file's text as a record.
    var published: [UInt8] { Array(json.utf8) }

    /// The personas of a published file; nil if they do not fit the configuration.
    static func version(
        _ bytes: [UInt8], fitting configuration: Configuration
    ) -> ModelKeeper<KafkaSharedTopics>.Version? {
        guard let file = try? ModelFile(json: String(decoding: bytes, as: UTF8.self)) else {
            return nil
        }
        let check = ModelFileCheck(file: file, configuration: configuration)
        guard check.personaProblems.isEmpty, let model = check.personaModel else { return nil }
        return .init(until: file.until, model: model)
    }
}
