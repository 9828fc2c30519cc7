import Foundation
import MartletKafka
import MartletProfile
import MartletStream

/// Embedded cluster, feed, service and subscriber in one process, and a view of it all.
struct Demo {
    var file: ConfigurationFile
    var source: DemoFeed.Source
    var partitions: Int
    /// Events a second at most; nil = as fast as the service follows.
    var rate: Int?
    /// Events that will be sent, if that is known.
    var total: Int?
    /// Directory that gets what was read back, and the events and configuration used.
    var output: String?

    /// How long the parts have to end once a signal has come, in s.
    private static let patience = 5.0

    /// Runs to the end of the events, or until a signal comes.
    ///
    /// - Parameter stop: The signals.
    /// - Returns: What was done; nil if nothing was.
    /// - Throws: What the first failing part threw.
    mutating func run(_ stop: StopSignal) throws -> RunSummary? {
        file.configuration.clock = Setting(.event)
        var selection = OutcomeEncoder.Selection()
        selection.churnAlerts = file.configuration.outputs.churnAlerts.value != nil
        selection.personaRefreshes = file.configuration.outputs.personaRefreshes.value != nil
        selection.profiles = file.configuration.outputs.profiles.value != nil
        let plan = try file.compiled(selection)
        let layout = TopicLayout(file.configuration, partitions: partitions, replicas: 1)
        guard layout.outputs[.segmentChanges] != nil else {
            throw CommandFailure(.invalidConfiguration, "the demo needs outputs.segment_changes")
        }
        let cluster = try EmbeddedCluster(topics: layout.topics.map(\.plan))
        let board = DemoBoard()
        let threads = try [
            feedThread(plan, cluster, board),
            serviceThread(plan, layout, cluster, board, stop),
            readerThread(layout, cluster, board),
        ]
        watch(
            board, stop,
            title: "martlet demo \u{2014} embedded Kafka at \(cluster.bootstrapServers)")
        for thread in threads { thread.join() }
        if let failure = board.with({ $0.failure }) { throw failure }
        return board.with { $0.summary }
    }

    private func feedThread(
        _ plan: StreamPlan, _ cluster: EmbeddedCluster, _ board: DemoBoard
    ) throws -> WorkerThread {
        let (partitions, rate) = (partitions, rate)
        var source = source
        if case .shop(var settings) = source {
            // Events that no feature reads would only fill the topic.
            let types = plan.plan.features.schema.types
            settings.hasFeedback = types.contains("feedback")
            settings.hasProfiles = types.contains("profile")
            source = .shop(settings)
        }
        let path = output.map { "\($0)/events.ndjson" }
        return WorkerThread(name: "feed") { [source] in
            do {
                var feed = try DemoFeed(
                    to: cluster, plan: plan, partitions: partitions, board: board, rate: rate,
                    copyPath: path)
                try feed.run(source)
            } catch { board.fail(error) }
        }
    }

    private func readerThread(
        _ layout: TopicLayout, _ cluster: EmbeddedCluster, _ board: DemoBoard
    ) throws -> WorkerThread {
        let directory = output
        let outputs = layout.outputs
        let topics = [
            (outputs[.segmentChanges], DemoStory.Kind.segment),
            (outputs[.churnAlerts], .alert), (outputs[.personaRefreshes], .persona),
        ].compactMap { name, kind in name.map { DemoReader.Topic(name: $0, kind: kind) } }
        return WorkerThread(name: "subscriber") {
            do {
                var reader = try DemoReader(
                    of: topics, on: cluster, board: board, directory: directory)
                try reader.run()
            } catch { board.fail(error) }
        }
    }

    private func serviceThread(
        _ plan: StreamPlan, _ layout: TopicLayout, _ cluster: EmbeddedCluster, _ board: DemoBoard,
        _ stop: StopSignal
    ) throws -> WorkerThread {
        let started = SystemClock.seconds
        let segments = file.configuration.segments.map(\.definition.name)
        return WorkerThread(name: "service") {
            do {
                // A low session timeout: the mock cluster waits for it before the first assignment.
                var options = KafkaLogOptions(
                    plan, outputs: layout.outputs, identity: InstanceIdentity(configured: "demo"))
                options.sessionTimeout = 6_000
                var service = try Service(
                    plan: plan.overFiles, options: options, configuration: cluster.configuration)
                var reporter = DemoReporter(board: board, segments: segments)
                try service.run(
                    until: {
                        stop.isRequested
                            || board.with {
                                $0.failure != nil || $0.isAllSent && $0.applied >= $0.sent
                            }
                    },
                    onTurn: { reporter.report($0) },
                    onStop: { worker throws(LogError) in
                        let last = worker.shards.map({ $0.table.clock }).max() ?? .distantPast
                        if last != .distantPast { try worker.pass(to: last) }
                        reporter.finish(worker, seconds: SystemClock.seconds - started)
                    })
                board.with { $0.hasLeft = true }
            } catch { board.fail(error) }
        }
    }

    /// Shows the state of things until the service has left and all has come back.
    ///
    /// A part that does not end after a signal is left behind with the process: the demo keeps
    /// nothing.
    private func watch(_ board: DemoBoard, _ stop: StopSignal, title: String) {
        var view = LiveView()
        let started = SystemClock.seconds
        var stoppedAt: Double?
        var isOver = false
        var snapshot = LiveSnapshot(title: title, elapsed: 0)
        while !isOver {
            Thread.sleep(forTimeInterval: 0.1)
            snapshot = board.with { state in
                var snapshot = state.view
                snapshot.changes = state.story.changes
                snapshot.refreshes = state.story.refreshes
                for index in snapshot.alerts.indices {
                    let alert = snapshot.alerts[index]
                    snapshot.alerts[index].severities = state.story.severities(
                        of: alert.name, alert.severities.map(\.name))
                }
                let sorted = state.commits.sorted()
                if !sorted.isEmpty {
                    snapshot.commitMedian = Double(sorted[sorted.count / 2])
                    snapshot.commitP99 = Double(sorted[(sorted.count * 99) / 100])
                }
                isOver = state.failure != nil || state.hasLeft && state.isReadBack
                return snapshot
            }
            snapshot.title = title
            snapshot.eventsTotal = total
            snapshot.elapsed = Int((SystemClock.seconds - started) * 1000)
            let seconds = SystemClock.seconds - started
            snapshot.rate = seconds > 0 ? Double(snapshot.events) / seconds : nil
            if stop.isRequested {
                let since = stoppedAt ?? SystemClock.seconds
                stoppedAt = since
                if SystemClock.seconds - since > Demo.patience, !isOver {
                    view.finish(snapshot)
                    Supervisor.end(stop.status, "the demo did not end by itself")
                }
            }
            if !isOver { view.show(snapshot) }
        }
        if !board.hasFailed { view.finish(snapshot) }
    }
}
