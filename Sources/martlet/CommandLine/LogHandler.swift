import Foundation
import Logging
import MartletProfile

/// Writes log lines to standard error.
struct StandardErrorLogHandler: LogHandler {
    let label: String
    let format: LogFormat
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(label: String, format: LogFormat, level: Logger.Level) {
        self.label = label
        self.format = format
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        let entry = LogEntry(
            timestamp: Self.timestamp(), level: event.level.rawValue, label: label,
            message: event.message.description,
            metadata: all.map { ($0.key, $0.value.description) }.sorted { $0.0 < $1.0 })
        let line = format.line(entry, isColored: Terminal.error.isColored)
        // One write per line, so that lines of several threads do not mix.
        Terminal.error.write(line + "\n")
    }

    private static func timestamp() -> String {
        let milliseconds = Int64(Date().timeIntervalSince1970 * 1000)
        var bytes: [UInt8] = []
        Instant(milliseconds: milliseconds).appendRFC3339(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
