import Logging
import MartletProfile
import Synchronization

/// The contents of the lists, read again on SIGHUP and handed to the workers.
final class ListStore: Sendable {
    private let lists: Mutex<CustomerLists>
    private let count = Atomic<Int>(0)

    /// Makes a store with the lists as they were when the process started.
    init(_ lists: CustomerLists) { self.lists = Mutex(lists) }

    /// How often the lists have been replaced; costs one load.
    var generation: Int { count.load(ordering: .acquiring) }

    /// The lists as they are now.
    var current: CustomerLists { lists.withLock { $0 } }

    /// Replaces the lists.
    func replace(_ new: CustomerLists) {
        lists.withLock { $0 = new }
        count.add(1, ordering: .releasing)
    }

    /// Reads the files of lists and models again whenever SIGHUP comes, from now on.
    ///
    /// A thread of its own waits for the signal, so that reading long files holds nobody up. To be
    /// called before other threads are started: they must not take the signal.
    func reloadOnHangup(_ configuration: Configuration, _ models: ModelStore) {
        let hangup = HangupSignal.install()
        _ = WorkerThread(name: "files") {
            let logger = Logger(label: "files")
            var hangup = hangup
            while hangup.wait() {
                if !configuration.lists.isEmpty { self.reload(configuration, logger) }
                models.reload(configuration, logger)
            }
        }
    }

    private func reload(_ configuration: Configuration, _ logger: Logger) {
        do throws(ListFile.Problem) {
            let lists = try configuration.reloadedLists()
            replace(lists)
            let counts = zip(lists.names, lists.lists).map { "\($0)=\($1.count)" }
            logger.notice(
                "lists read again", metadata: ["customers": "\(counts.joined(separator: " "))"])
        } catch {
            logger.error("lists stay as they are", metadata: ["reason": "\(error.message)"])
        }
    }
}
