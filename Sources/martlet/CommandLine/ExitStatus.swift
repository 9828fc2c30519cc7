/// How the process ends; the numbers are part of the contract with scripts and supervisors.
///
/// 64 and above follow sysexits(3); those above 128 follow the shells' rule for signals.
enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Everything was done.
    case done = 0
    /// Something failed that has no number of its own.
    case failed = 1
    /// Another instance has taken our place.
    case fenced = 10
    /// The state can't be used.
    case stateUnusable = 11
    /// The command line is wrong.
    case usage = 64
    /// Input data can't be read.
    case dataUnreadable = 65
    /// An input is missing.
    case inputMissing = 66
    /// Kafka can't be reached, or a topic is missing.
    case unavailable = 69
    /// Output can't be written.
    case cannotWrite = 73
    /// The configuration is invalid.
    case invalidConfiguration = 78
    /// Ended by SIGINT.
    case interrupted = 130
    /// Ended by SIGTERM.
    case terminated = 143
}
