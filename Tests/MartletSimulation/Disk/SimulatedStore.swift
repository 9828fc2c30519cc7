package import MartletStream

/// A process's way to its disk, on which anything may fail.
package final class SimulatedStore: CheckpointStore {
    private let disk: SimulatedDisk
    private let cluster: SimulatedCluster
    /// The file that is being written.
    private var file: Int?
    /// The step that was started and not performed yet.
    private var waiting: CheckpointStep?
    private var outcome: CheckpointStep.Outcome?
    /// Questions until the outcome is told.
    private var patience = 0
    private var reading: ArraySlice<UInt8> = []

    /// Opens a disk.
    package init(_ disk: SimulatedDisk, _ cluster: SimulatedCluster) {
        self.disk = disk
        self.cluster = cluster
    }

    package func start(_ step: CheckpointStep) {
        if waiting != nil || outcome != nil {
            cluster.violations.append("a step was started before the outcome of the last")
        }
        waiting = step
        patience = cluster.faults.random.oneIn(4) ? cluster.faults.random.below(5) : 0
        if cluster.faults.random.oneIn(2) { performWaiting() }
    }

    package func takeOutcome() -> CheckpointStep.Outcome? {
        patience -= 1
        guard patience < 0 else { return nil }
        performWaiting()
        return outcome.take()
    }

    /// The process is dead; what it had started may still have happened.
    func abandon() {
        if cluster.faults.random.oneIn(2) { performWaiting() }
        waiting = nil
    }

    private func performWaiting() {
        guard let step = waiting.take() else { return }
        if cluster.faults.strikesDisk(step.label) {
            // A part of what was to be written is there.
            if case .append(let bytes) = step, let file {
                disk.append(bytes.prefix(cluster.faults.random.below(bytes.count + 1)), to: file)
            }
            cluster.note("the disk fails at \(step.label)")
            outcome = .failed(StorageFailure(operation: step.label, reason: "injected"))
            return
        }
        perform(step)
        outcome = .done
    }

    private func perform(_ step: CheckpointStep) {
        switch step {
        case .create(let name): file = disk.create(name)
        case .append(let bytes):
            guard let file else { return }
            disk.append(bytes, to: file)
        case .synchronize:
            if let file, !cluster.without.contains(.fsync) {
                disk.synchronize(file, isLie: cluster.faults.strikesDisk("lost fsync"))
            }
            file = nil
        case .giveUp: file = nil
        case .rename(let name, let newName): disk.rename(name, to: newName)
        case .synchronizeNames: disk.synchronizeNames()
        case .remove(let name): disk.remove(name)
        }
    }

    package func names() throws(StorageFailure) -> [String] {
        try fail("list")
        return disk.list
    }

    package func open(_ name: String) throws(StorageFailure) -> Int {
        try fail("open")
        guard let bytes = disk.bytes(of: name) else {
            throw StorageFailure(operation: "open", reason: "not there")
        }
        reading = bytes[...]
        return bytes.count
    }

    package func read(_ count: Int, into bytes: inout [UInt8]) throws(StorageFailure) {
        try fail("read")
        bytes = Array(reading.prefix(count))
        reading = reading.dropFirst(count)
    }

    package func close() { reading = [] }

    private func fail(_ operation: String) throws(StorageFailure) {
        if cluster.faults.strikesDisk(operation) {
            throw StorageFailure(operation: operation, reason: "injected")
        }
    }
}

extension CheckpointStep {
    fileprivate var label: String {
        switch self {
        case .create: "create"
        case .append: "write"
        case .synchronize, .synchronizeNames: "synchronize"
        case .giveUp: "close"
        case .rename: "rename"
        case .remove: "remove"
        }
    }
}
