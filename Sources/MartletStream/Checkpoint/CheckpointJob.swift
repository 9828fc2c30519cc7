import MartletProfile
import MartletWire

/// One checkpoint that is being written: says which step comes next.
///
/// The order of the steps is what makes a checkpoint whole or absent: its name comes after its
/// bytes are durable, and older ones go after the name is.
struct CheckpointJob {
    /// The file.
    let name: CheckpointName
    /// The shard; its profiles are where they were as long as it is this very object.
    let shard: Shard
    /// Offset of the changelog from which on everything must be read after the profiles.
    let offset: Int64
    /// When it was begun, monotonic ms.
    let started: Int64
    /// Bytes so far.
    private(set) var bytes = 0
    /// What comes next.
    private(set) var phase = Phase.create
    /// Why it failed, if it did.
    private(set) var failure: StorageFailure?
    private let label: String
    private var encoder = CheckpointEncoder()
    private var row = 0
    /// Whether the file is there, whole and durable.
    private(set) var isWritten = false
    /// Whether the end has been written.
    private var isWhole = false
    private var image = RowImage()

    enum Phase: Equatable {
        case create
        /// The header, or profiles from ``row`` on; needs committed profiles.
        case header, profiles
        case synchronize, rename, synchronizeNames
        /// These files are too old.
        case remove([CheckpointName])
        /// Something failed, or nobody wants it any more.
        case giveUp, removePartial
        case finished
    }

    init(
        name: CheckpointName, shard: Shard, offset: Int64, started: Int64, label: String
    ) {
        self.name = name
        self.shard = shard
        self.offset = offset
        self.started = started
        self.label = label
    }

    /// Profiles so far.
    var profiles: Int { encoder.profiles }

    /// Whether the next step reads profiles.
    var readsProfiles: Bool { phase == .header || phase == .profiles }

    /// Whether there is nothing left to do.
    var isFinished: Bool { phase == .finished || phase == .remove([]) }

    /// The next step, if it is none that reads profiles; nil at the end.
    var step: CheckpointStep? {
        switch phase {
        case .create: .create(name.partial(label))
        case .synchronize: .synchronize
        case .rename: .rename(name.partial(label), to: name.text)
        case .synchronizeNames: .synchronizeNames
        case .remove(let names): names.last.map { .remove($0.text) }
        case .giveUp: .giveUp
        case .removePartial: .remove(name.partial(label))
        case .header, .profiles, .finished: nil
        }
    }

    /// The step that writes the header.
    mutating func header(_ header: CheckpointHeader) -> CheckpointStep {
        var content: [UInt8] = []
        encoder.append(header, to: &content)
        bytes += content.count
        return .append(content)
    }

    /// The step that writes the next profiles, and the end behind the last.
    ///
    /// - Parameters:
    ///   - table: The shard's table, in which everything is committed.
    ///   - size: About how many bytes to write.
    /// - Returns: What to do with the file.
    mutating func slice(_ table: borrowing ProfileTable, size: Int) -> CheckpointStep {
        var content: [UInt8] = []
        content.reserveCapacity(size + size / 8)
        while row < table.rowLimit, content.count < size {
            if table.isProfile(row) {
                table.export(row, into: &image)
                encoder.append(table.customer(row), image, to: &content)
            }
            row += 1
        }
        encoder.endProfiles(in: &content)
        if row >= table.rowLimit {
            encoder.appendTrailer(offsets: shard.offsets, to: &content)
            isWhole = true
        }
        bytes += content.count
        return .append(content)
    }

    /// Goes on after a step that was done.
    ///
    /// - Parameter old: The files that are too old; asked for once the new one is durable.
    mutating func succeed(_ old: () -> [CheckpointName]) {
        switch phase {
        case .create: phase = .header
        case .header: phase = .profiles
        case .profiles: phase = isWhole ? .synchronize : .profiles
        case .synchronize: phase = .rename
        case .rename: phase = .synchronizeNames
        case .synchronizeNames:
            isWritten = true
            phase = .remove(old())
        case .remove(let names): phase = .remove(names.dropLast())
        case .giveUp: phase = .removePartial
        case .removePartial, .finished: phase = .finished
        }
    }

    /// Gives the file up, because nobody needs it any more.
    mutating func cancel() {
        switch phase {
        case .create: phase = .finished
        case .header, .profiles, .synchronize, .rename, .synchronizeNames: phase = .giveUp
        case .remove, .giveUp, .removePartial, .finished: break
        }
    }

    /// Goes on after a step that failed: what there is of the file goes.
    mutating func fail(_ failure: StorageFailure) {
        switch phase {
        case .remove: phase = .finished
        case .giveUp: phase = .removePartial
        case .removePartial, .finished: phase = .finished
        default:
            self.failure = failure
            phase = .giveUp
        }
    }
}
