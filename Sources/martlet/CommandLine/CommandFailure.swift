import MartletStorage
import MartletStream

/// Why a command ends before its work is done: what to tell the user, and the exit status.
struct CommandFailure: Error, Sendable {
    /// How the process ends.
    var status: ExitStatus
    /// One line for a person; empty if everything has been said already.
    var message: String
    /// What to do about it.
    var hint: String?

    init(_ status: ExitStatus, _ message: String = "", hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }
}

extension CommandFailure {
    /// Finds message and exit status for whatever was thrown: the one place that decides it.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let error as FileError:
            let status = ExitStatus(rawValue: error.exitCode) ?? .failed
            self.init(status, error == .readerGone ? "" : error.description)
        case let error as LogError:
            let hint = "'martlet topics --config FILE --apply' creates what is missing"
            self.init(
                Self.status(of: error.remedy), error.description,
                hint: error.isTopicMissing ? hint : nil)
        case let error as ZoneFileError:
            self.init(.invalidConfiguration, error.description, hint: error.remedy)
        default: self.init(.failed, "\(error)")
        }
    }

    private static func status(of remedy: LogError.Remedy) -> ExitStatus {
        switch remedy {
        case .fenced: .fenced
        case .unavailable: .unavailable
        case .unusable: .stateUnusable
        case .retry, .abort, .rebuild, .stop: .failed
        }
    }
}
