import MartletProfile
import MartletStream
import Synchronization

/// What the threads of the demo tell one another.
final class DemoBoard: Sendable {
    /// Everything that is known at a moment.
    struct State: Sendable {
        /// Records sent to the input topic, and whether that was all.
        var sent = 0
        var isAllSent = false
        /// Records applied by the service.
        var applied = 0
        /// Changes of segments, churn alerts and personas made by the service, and read back from
        /// the topics.
        var made = 0
        var readBack = 0
        /// The service has committed everything and left.
        var hasLeft = false
        /// Everything that the service made has been read back, or is not waited for any more.
        var isReadBack = false
        var view = LiveSnapshot(title: "", elapsed: 0)
        /// What was read back.
        var story = DemoStory()
        var commits: [Int] = []
        var summary: RunSummary?
        var failure: (any Error)?
    }

    private let state = Mutex(State())

    /// Reads or changes the state.
    func with<Result>(_ body: (inout sending State) -> sending Result) -> Result {
        state.withLock { state in body(&state) }
    }

    /// Whether a thread has failed, and so all should stop.
    var hasFailed: Bool { with { $0.failure != nil } }

    /// Whether nobody takes events any more: the service has left, or a thread has failed.
    var isOver: Bool { with { $0.failure != nil || $0.hasLeft } }

    /// Notes a failure; the first counts.
    func fail(_ error: any Error) {
        with { $0.failure = $0.failure ?? error }
    }
}
