import Logging
import MartletStream

extension StreamNotice {
    /// Writes the notice to the log.
    func log(to logger: Logger) {
        switch self {
        case .checkpointWritten(let partition, let file, let profiles, let bytes, let took):
            logger.info(
                "checkpoint written",
                metadata: [
                    "partition": "\(partition)", "file": "\(file)", "profiles": "\(profiles)",
                    "bytes": "\(bytes)", "ms": "\(took)",
                ])
        case .checkpointFailed(let partition, let failure, let pause):
            logger.error(
                "checkpoint could not be written; processing goes on without",
                metadata: [
                    "partition": "\(partition)", "reason": "\(failure)", "retry_in_ms": "\(pause)",
                ])
        case .checkpointRefused(let partition, let file, let reason):
            logger.warning(
                "checkpoint passed over",
                metadata: [
                    "partition": "\(partition)", "file": "\(file)", "reason": "\(reason)",
                ])
        case .restoring(let progress):
            logger.info("restoring", metadata: progress.metadata)
        case .restored(let progress, let took):
            var metadata = progress.metadata
            metadata["left_s"] = nil
            metadata["percent"] = nil
            metadata["ms"] = "\(took)"
            logger.info("restored", metadata: metadata)
        case .migrated, .rulesChanged, .inputLost: logChange(to: logger)
        }
    }

    private func logChange(to logger: Logger) {
        switch self {
        case .migrated(let partition, let profiles, let started, let dropped):
            logger.warning(
                "profiles of another configuration were brought over",
                metadata: [
                    "partition": "\(partition)", "profiles": "\(profiles)",
                    "start_empty": "\(started.joined(separator: ","))",
                    "dropped": "\(dropped.joined(separator: ","))",
                ])
        case .rulesChanged(let partition, let profiles, let before, let now):
            logger.info(
                "rules have changed; profiles are evaluated again",
                metadata: [
                    "partition": "\(partition)", "profiles": "\(profiles)", "from": "\(before)",
                    "to": "\(now)",
                ])
        case .inputLost(let topic, let partition, let first, let last):
            logger.error(
                "records are gone that were never read; reading goes on behind them",
                metadata: [
                    "topic": "\(topic)", "partition": "\(partition)", "first": "\(first)",
                    "last": "\(last)",
                ])
        default: break
        }
    }
}

extension RestoreProgress {
    /// What the log says of a restore.
    fileprivate var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = ["partition": "\(partition)", "records": "\(records)"]
        if let file {
            metadata["checkpoint"] = "\(file)"
            metadata["profiles"] = "\(profiles)"
        }
        if let fraction { metadata["percent"] = "\(Int(fraction * 100))" }
        if let timeLeft { metadata["left_s"] = "\((timeLeft + 999) / 1_000)" }
        return metadata
    }
}
