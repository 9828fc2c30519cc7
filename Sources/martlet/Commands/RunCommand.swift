import ArgumentParser
import MartletKafka
import MartletStream

/// `martlet run`: the service.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Consume events and publish segment changes.",
        discussion: """
            Runs until SIGTERM or SIGINT, then commits and leaves; a second signal aborts at once. \
            The topics must be there: see `martlet topics`. SIGHUP reads the files of `lists:` \
            again; customers whose membership changed are evaluated anew.

            EXAMPLES
              martlet run --config shop.yaml
              MARTLET_KAFKA__BOOTSTRAP_SERVERS=kafka:9092 martlet run --config shop.yaml
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var logs: LogOptions
    @OptionGroup var display: DisplayOptions

    func run() throws {
        var file = try options.read()
        var selection = OutcomeEncoder.Selection()
        selection.segmentChanges = file.configuration.outputs.segmentChanges.value != nil
        selection.profiles = file.configuration.outputs.profiles.value != nil
        selection.deadLetters = file.configuration.outputs.deadLetters.value != nil
        let plan = try file.compiled(selection)
        try logs.bootstrap()
        let layout = TopicLayout(file.configuration, partitions: 1, replicas: 1)
        let kafka = file.configuration.kafkaConfiguration
        let stop = StopSignal.install()
        let lists = ListStore(file.configuration.customerLists)
        if !file.configuration.lists.isEmpty { lists.reloadOnHangup(file.configuration) }
        let failure = FirstFailure()
        let threads = (0..<file.configuration.workers.value).map { index in
            WorkerThread(name: "worker-\(index)") {
                do throws(LogError) {
                    var service = try Service(
                        plan: plan, outputs: layout.outputs, configuration: kafka, index: index)
                    try service.run(
                        until: { stop.isRequested || failure.value != nil }, lists: lists)
                } catch {
                    failure.note(error)
                }
            }
        }
        for thread in threads { thread.join() }
        if let error = failure.value { throw error }
        if stop.request == .abort { throw CommandFailure(stop.status) }
    }
}
