import Synchronization

/// Something that a test tells a log on another thread.
final class Flag: Sendable {
    private let isRaised = Atomic<Bool>(false)

    var value: Bool { isRaised.load(ordering: .acquiring) }

    func raise() { isRaised.store(true, ordering: .releasing) }
}
