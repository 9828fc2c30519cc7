import Glibc
import MartletStorage

/// What a process keeps on its own disk between runs.
struct LocalState: Sendable {
    /// The directory, locked.
    let directory: StateDirectory
    /// Time from one checkpoint of a partition to the next, ms.
    let interval: Int64

    /// Opens the directory of an instance: that of the configuration, and in it one for the
    /// application, so that several applications and named instances can share it.
    ///
    /// - Parameters:
    ///   - configuration: The configuration.
    ///   - identity: Who this process is.
    /// - Returns: The state; nil if checkpoints are off.
    /// - Throws: ``CommandFailure`` if it cannot be used.
    static func open(
        _ configuration: Configuration, _ identity: InstanceIdentity
    ) throws(CommandFailure) -> LocalState? {
        guard let interval = configuration.checkpointInterval.value else { return nil }
        var path = "\(configuration.stateDirectory.value)/\(configuration.name.value)"
        if let name = identity.name { path += ".\(name)" }
        do throws(FileError) {
            let directory = try StateDirectory(path, owner: "process \(getpid())")
            return LocalState(directory: directory, interval: interval)
        } catch {
            var failure = CommandFailure(error)
            failure.hint =
                switch error {
                case .inUse: "give each process an 'instance_id' or a 'state_dir' of its own"
                default: "set 'state_dir' to a writable directory, or 'checkpoint: off'"
                }
            throw failure
        }
    }
}
