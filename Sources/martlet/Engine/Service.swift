import Logging
import MartletKafka
import MartletProfile
import MartletStorage
import MartletStream

/// One worker of `martlet run` on Kafka, from joining the group to leaving it.
struct Service: ~Copyable {
    private var worker: Worker<KafkaLog, SystemClock>
    private let logger: Logger
    private let index: Int

    /// Reaches the cluster, fences the previous incarnation of this worker and joins the group.
    ///
    /// - Parameters:
    ///   - plan: The compiled configuration.
    ///   - options: Topics, names and time limits.
    ///   - configuration: How to reach the cluster.
    ///   - index: Which of the process's workers it is, from 0.
    ///   - state: Where checkpoints are kept, and how often they are written; nil = nowhere.
    /// - Throws: ``LogError``.
    init(
        plan: StreamPlan, options: KafkaLogOptions, configuration: KafkaConfiguration,
        index: Int = 0, state: LocalState? = nil
    ) throws(LogError) {
        logger = Logger(label: "worker-\(index)")
        self.index = index
        let log = try KafkaLog(options, configuration: configuration)
        logger.info(
            "joined",
            metadata: [
                "group": "\(plan.name)", "partitions": "\(log.partitionCount)",
                "transactional_id": "\(options.transactionalID)",
            ])
        worker = Worker(plan: plan, log: log, clock: SystemClock())
        worker.onNotice = { [logger] notice in notice.log(to: logger) }
        if let state {
            worker.keepCheckpoints(
                in: CheckpointDirectory(state.directory),
                CheckpointSettings(interval: state.interval, label: "\(index)"))
        }
    }

    /// Runs until asked to stop, then commits and leaves.
    ///
    /// - Parameters:
    ///   - shouldStop: Asked once per turn.
    ///   - lists: Where other contents of lists come from while the service runs.
    ///   - models: Where other models come from, and summaries go to.
    ///   - onTurn: Told once per turn.
    ///   - onStop: What is still to be done with the worker before it leaves.
    /// - Throws: ``LogError``.
    mutating func run(
        until shouldStop: () -> Bool, lists: ListStore? = nil, models: ModelStore? = nil,
        onTurn: (borrowing Worker<KafkaLog, SystemClock>) -> Void = { _ in },
        onStop: (inout Worker<KafkaLog, SystemClock>) throws(LogError) -> Void = { _ in }
    ) throws(LogError) {
        do throws(LogError) {
            if let models { worker.onSummary = { models.put($0, $1) } }
            var seen = Generations(lists, models)
            var isOwner = false
            var alertLog = AlertLog(at: SystemClock().monotonic())
            while !shouldStop() {
                try worker.run(
                    until: { shouldStop() || Generations(lists, models) != seen },
                    onTurn: { worker in
                        let owns = worker.shards.first?.partition == 0
                        if owns != isOwner { models?.note(owner: index, owns) }
                        isOwner = owns
                        let time = SystemClock().monotonic()
                        if alertLog.isDue(at: time) {
                            let alerts = worker.plan.plan.alerts.alerts
                            Self.tell(
                                alertLog.news(at: time, alerts, worker.totals.tallies), logger)
                        }
                        onTurn(worker)
                    })
                let now = Generations(lists, models)
                guard now != seen else { break }
                take(lists, models, since: seen)
                seen = now
            }
            try onStop(&worker)
            try worker.leave()
        } catch {
            logger.error("stopped", metadata: ["reason": "\(error)"])
            worker.log.close()
            throw error
        }
        models?.note(owner: index, false)
        let totals = worker.totals
        logger.info(
            "left",
            metadata: [
                "records": "\(totals.records)", "changes": "\(totals.changes)",
                "alerts": "\(totals.alerts)", "commits": "\(totals.commits)",
                "checkpoints": "\(totals.checkpoints)",
                "checkpoint_failures": "\(totals.checkpointFailures)",
            ])
        Self.tell(AlertSummary.all(worker.plan.plan.alerts.alerts, totals.tallies), logger)
    }

    private static func tell(_ alerts: [AlertSummary], _ logger: Logger) {
        for alert in alerts {
            logger.info(
                "churn alert", metadata: ["alert": "\(alert.name)", "tally": "\(alert.json)"])
        }
    }
}

/// How often what workers take from outside has changed.
private struct Generations: Equatable {
    let lists, models, requests: Int

    init(_ lists: ListStore?, _ models: ModelStore?) {
        self.lists = lists?.generation ?? 0
        self.models = models?.generation ?? 0
        requests = models?.requestCount ?? 0
    }
}

extension Service {
    /// Takes what has changed outside.
    private mutating func take(
        _ lists: ListStore?, _ models: ModelStore?, since seen: Generations
    ) {
        let now = Generations(lists, models)
        if let lists, now.lists != seen.lists {
            worker.replace(lists.current)
            logger.info("lists replaced")
        }
        if now.models != seen.models, let models { worker.replace(models.current) }
        if now.requests != seen.requests { worker.summarise() }
    }
}

extension KafkaLogOptions {
    /// What a worker's log needs to know besides how to reach the cluster.
    ///
    /// - Parameters:
    ///   - plan: The compiled configuration.
    ///   - outputs: Topic of each output.
    ///   - identity: Who this process is.
    ///   - worker: Which of the process's workers it is, from 0.
    ///   - workers: How many there are.
    init(
        _ plan: StreamPlan, outputs: [OutputBatch.Output: String], identity: InstanceIdentity,
        worker: Int = 0, of workers: Int = 1
    ) {
        self.init(
            application: plan.name,
            transactionalID: identity.transactionalID(
                application: plan.name, worker: worker, of: workers),
            instanceID: identity.memberID(worker: worker, of: workers),
            inputs: plan.inputs.map(\.topic), outputs: outputs)
    }
}
