import MartletStream

/// Checkpoint files in memory, with what can go wrong.
final class MemoryStore: CheckpointStore {
    /// The files by name.
    var files: [String: [UInt8]] = [:]
    /// Steps so far.
    private(set) var steps: [CheckpointStep] = []
    /// For how many questions after each step there is no outcome yet.
    var delay = 0
    /// Decides whether a step fails.
    var fault: (CheckpointStep) -> StorageFailure? = { _ in nil }
    /// Whether names can be listed.
    var isListable = true

    private var open: String?
    private var outcome: CheckpointStep.Outcome?
    private var questions = 0
    private var reading: ArraySlice<UInt8> = []

    static let full = StorageFailure(operation: "write", reason: "no space left on the device")

    func start(_ step: CheckpointStep) {
        precondition(outcome == nil, "the last outcome was not taken")
        steps.append(step)
        questions = delay
        if let failure = fault(step) {
            // Half of what was to be written is there.
            if case .append(let bytes) = step, let open {
                files[open]? += bytes.prefix(bytes.count / 2)
            }
            outcome = .failed(failure)
            return
        }
        switch step {
        case .create(let name):
            files[name] = []
            open = name
        case .append(let bytes):
            precondition(open != nil, "no file is open")
            files[open ?? "", default: []] += bytes
        case .synchronize, .giveUp: open = nil
        case .rename(let name, let newName): files[newName] = files.removeValue(forKey: name)
        case .synchronizeNames: break
        case .remove(let name): files[name] = nil
        }
        outcome = .done
    }

    func takeOutcome() -> CheckpointStep.Outcome? {
        questions -= 1
        return questions < 0 ? outcome.take() : nil
    }

    func names() throws(StorageFailure) -> [String] {
        guard isListable else { throw StorageFailure(operation: "list", reason: "denied") }
        return Array(files.keys)
    }

    func open(_ name: String) throws(StorageFailure) -> Int {
        guard let bytes = files[name] else {
            throw StorageFailure(operation: "open", reason: "not there")
        }
        reading = bytes[...]
        return bytes.count
    }

    func read(_ count: Int, into bytes: inout [UInt8]) throws(StorageFailure) {
        bytes = Array(reading.prefix(count))
        reading = reading.dropFirst(count)
    }

    func close() { reading = [] }

    /// The process is gone: what was under way is not told of any more.
    func abandon() {
        outcome = nil
        open = nil
    }

    /// The names of whole checkpoints, sorted.
    var checkpoints: [String] { files.keys.filter { $0.hasSuffix(".checkpoint") }.sorted() }
}
