import ArgumentParser
import MartletKafka
import MartletStream

/// `martlet run`: the service.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Consume events and publish segment changes.",
        discussion: """
            Runs until SIGTERM or SIGINT, then commits and leaves, within the grace period; a \
            second signal aborts at once. The topics must be there: see `martlet topics`. SIGHUP \
            reads the files of `lists:` again; customers whose membership changed are evaluated \
            anew.

            An instance with a name keeps its partitions over a restart. Give every instance a \
            name of its own; in Kubernetes, pods of a StatefulSet have one.

            EXAMPLES
              martlet run --config shop.yaml
              martlet run --config shop.yaml --instance-id shop-3 --grace 50s
              MARTLET_KAFKA__BOOTSTRAP_SERVERS=kafka:9092 martlet run --config shop.yaml
            """)

    @OptionGroup var options: ConfigurationOptions

    @Option(
        help: ArgumentHelp(
            "Name of this instance, the same after every restart (instance_id).",
            valueName: "name"))
    var instanceID: String?

    @Option(
        help: ArgumentHelp(
            "Longest time from a signal to the end of the process (grace_period).",
            valueName: "duration"))
    var grace: String?

    @OptionGroup var logs: LogOptions
    @OptionGroup var display: DisplayOptions

    func run() throws {
        var file = try options.read(overrides)
        var selection = OutcomeEncoder.Selection()
        selection.segmentChanges = file.configuration.outputs.segmentChanges.value != nil
        selection.churnAlerts = file.configuration.outputs.churnAlerts.value != nil
        selection.personaRefreshes = file.configuration.outputs.personaRefreshes.value != nil
        selection.profiles = file.configuration.outputs.profiles.value != nil
        selection.deadLetters = file.configuration.outputs.deadLetters.value != nil
        let plan = try file.compiled(selection)
        try logs.bootstrap()
        let stop = StopSignal.install()
        let lists = ListStore(file.configuration.customerLists)
        let models = ModelStore()
        if !file.configuration.lists.isEmpty || file.configuration.models.file != nil {
            lists.reloadOnHangup(file.configuration, models)
        }
        try serve(plan, file.configuration, lists, models, stop)
    }

    /// Runs the workers until they have left.
    private func serve(
        _ plan: StreamPlan, _ configuration: Configuration, _ lists: ListStore,
        _ models: ModelStore, _ stop: StopSignal
    ) throws {
        var plan = plan
        let keeper = try startModels(&plan, configuration, models, stop)
        let outputs = TopicLayout(configuration, partitions: 1, replicas: 1).outputs
        let kafka = configuration.kafkaConfiguration
        let identity = InstanceIdentity(configured: configuration.instanceID.value)
        let state = try LocalState.open(configuration, identity)
        let workers = configuration.workers.value
        let supervisor = Supervisor(workers: workers)
        let failure = FirstFailure()
        var sessionTimeout = 0
        let threads = (0..<workers).map { index in
            var options = KafkaLogOptions(
                plan, outputs: outputs, identity: identity, worker: index, of: workers)
            options.isCancelled = { stop.isRequested || failure.value != nil }
            let limit = options.sessionTimeout(under: kafka)
            options.hasStoodStill = { supervisor.hasStoodStill(for: limit) }
            sessionTimeout = limit
            return WorkerThread(name: "worker-\(index)") { [options, plan] in
                defer { supervisor.note(.left, of: index) }
                do throws(LogError) {
                    var service = try Service(
                        plan: plan, options: options, configuration: kafka, index: index,
                        state: state)
                    supervisor.note(.working, of: index)
                    try service.run(until: options.isCancelled, lists: lists, models: models)
                } catch {
                    failure.note(error)
                }
            }
        }
        supervisor.watch(
            stop,
            Supervision(
                gracePeriod: configuration.gracePeriod.value, sessionTimeout: Int64(sessionTimeout))
        )
        for thread in threads { thread.join() }
        keeper.isOver.set()
        keeper.thread?.join(atMost: 2_000)
        guard let error = failure.value else { return }
        // What could not be finished because it was to stop is no failure of its own.
        let isCut = stop.isRequested && (error.remedy == .stop || error.remedy == .unavailable)
        throw isCut ? CommandFailure(stop.status, error.description) : CommandFailure(error)
    }

    /// What keeps models current, and the sign by which it ends.
    private struct Keeper {
        let thread: WorkerThread?
        let isOver: FinishFlag
    }

    /// Reads the latest models and starts to keep them current, if the configuration says so.
    private func startModels(
        _ plan: inout StreamPlan, _ configuration: Configuration, _ models: ModelStore,
        _ stop: StopSignal
    ) throws -> Keeper {
        let isOver = FinishFlag()
        do throws(LogError) {
            guard let service = try ModelService(&plan, configuration, models) else {
                return Keeper(thread: nil, isOver: isOver)
            }
            let thread = WorkerThread(name: "models") {
                service.run(until: { stop.isRequested || isOver.isSet })
            }
            return Keeper(thread: thread, isOver: isOver)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// What the flags say about the configuration.
    private var overrides: [SettingOverride] {
        [("--instance-id", "instance_id", instanceID), ("--grace", "grace_period", grace)]
            .compactMap { flag, key, text in
                text.map { SettingOverride(path: [key], text: $0, origin: .flag(flag)) }
            }
    }
}
