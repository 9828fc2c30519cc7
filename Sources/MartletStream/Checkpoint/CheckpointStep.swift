/// One operation on the files of a ``CheckpointStore``.
///
/// A checkpoint is written by `create`, `append` ..., `synchronize`, `rename`,
/// `synchronizeNames`, and `remove` of what is too old; a crash between any two leaves the files
/// that were good before good.
public enum CheckpointStep: Sendable, Equatable {
    /// Makes an empty file, in place of one of that name, and opens it for writing.
    case create(String)
    /// Adds bytes to the open file.
    case append([UInt8])
    /// Makes the bytes of the open file durable (fsync), and closes it.
    case synchronize
    /// Closes the open file, if there is one, whatever it holds.
    case giveUp
    /// Gives a file another name, in place of whatever has it; atomic.
    case rename(String, to: String)
    /// Makes names, new and removed, durable (fsync of the directory).
    case synchronizeNames
    /// Removes a file; no failure if it is not there.
    case remove(String)

    /// What came of a step.
    public enum Outcome: Sendable, Equatable {
        /// It has been done.
        case done
        /// It has not, or not wholly.
        case failed(StorageFailure)
    }
}
