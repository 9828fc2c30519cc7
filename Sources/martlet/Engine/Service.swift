import Glibc
import Logging
import MartletKafka
import MartletStream

/// One worker of `martlet run` on Kafka, from joining the group to leaving it.
struct Service: ~Copyable {
    private var worker: Worker<KafkaLog, SystemClock>
    private let logger: Logger

    /// Reaches the cluster, fences the previous incarnation of this worker and joins the group.
    ///
    /// - Parameters:
    ///   - plan: The compiled configuration.
    ///   - outputs: Topic of each output.
    ///   - configuration: How to reach the cluster.
    ///   - index: Which of the process's workers it is, from 0.
    ///   - sessionTimeout: How long the group waits for a member that is gone, in ms.
    /// - Throws: ``LogError``.
    init(
        plan: StreamPlan, outputs: [OutputBatch.Output: String],
        configuration: KafkaConfiguration, index: Int, sessionTimeout: Int? = nil
    ) throws(LogError) {
        var options = KafkaLogOptions(
            application: plan.name, transactionalID: "\(plan.name)-\(Service.hostName)-\(index)",
            inputs: plan.inputs.map(\.topic), outputs: outputs)
        if let sessionTimeout { options.sessionTimeout = sessionTimeout }
        logger = Logger(label: "worker-\(index)")
        let log = try KafkaLog(options, configuration: configuration)
        logger.info(
            "joined", metadata: ["group": "\(plan.name)", "partitions": "\(log.partitionCount)"])
        worker = Worker(plan: plan, log: log, clock: SystemClock())
    }

    /// Runs until asked to stop, then commits and leaves.
    ///
    /// - Parameters:
    ///   - shouldStop: Asked once per turn.
    ///   - lists: Where other contents of lists come from while the service runs.
    ///   - onTurn: Told once per turn.
    ///   - onStop: What is still to be done with the worker before it leaves.
    /// - Throws: ``LogError``.
    mutating func run(
        until shouldStop: () -> Bool, lists: ListStore? = nil,
        onTurn: (borrowing Worker<KafkaLog, SystemClock>) -> Void = { _ in },
        onStop: (inout Worker<KafkaLog, SystemClock>) throws(LogError) -> Void = { _ in }
    ) throws(LogError) {
        do throws(LogError) {
            var generation = lists?.generation
            repeat {
                try worker.run(
                    until: { shouldStop() || lists?.generation != generation }, onTurn: onTurn)
                guard let lists, lists.generation != generation else { break }
                generation = lists.generation
                worker.replace(lists.current)
                logger.info("lists replaced")
            } while !shouldStop()
            try onStop(&worker)
            try worker.leave()
        } catch {
            logger.error("stopped", metadata: ["reason": "\(error)"])
            worker.log.close()
            throw error
        }
        let totals = worker.totals
        logger.info(
            "left",
            metadata: [
                "records": "\(totals.records)", "changes": "\(totals.changes)",
                "commits": "\(totals.commits)",
            ])
    }

    /// The machine's name.
    static var hostName: String {
        var name = utsname()
        // SAFETY: uname fills the structure that it is given; its fields are zero-terminated.
        guard unsafe uname(&name) == 0 else { return "host" }
        return unsafe withUnsafeBytes(of: name.nodename) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
