import ArgumentParser
import Logging

/// `--log-level` and `--log-format`, for commands that run long.
struct LogOptions: ParsableArguments {
    @Option(
        name: .customLong("log-level"),
        help: ArgumentHelp(
            "The least level to log: trace, debug, info, notice, warning, error, critical.",
            valueName: "level"),
        transform: { text in
            guard let level = Logger.Level(rawValue: text.lowercased()) else {
                throw ValidationError("no log level '\(text)'")
            }
            return level
        })
    var level: Logger.Level?

    @Option(
        name: .customLong("log-format"),
        help: "How to log: human, logfmt or json (human on a terminal, logfmt otherwise).")
    var format: LogFormat?

    /// Sends the process's log to standard error; call it once.
    func bootstrap() throws {
        let level =
            try level ?? Self.variable("MARTLET_LOG_LEVEL", Logger.Level.init(rawValue:)) ?? .info
        let format =
            try format ?? Self.variable("MARTLET_LOG_FORMAT", LogFormat.init(rawValue:))
            ?? (Terminal.error.isInteractive ? .human : .logfmt)
        LoggingSystem.bootstrap {
            StandardErrorLogHandler(label: $0, format: format, level: level)
        }
    }

    private static func variable<Value>(
        _ name: String, _ parse: (String) -> Value?
    ) throws -> Value? {
        guard let text = Environment.value(of: name), !text.isEmpty else { return nil }
        guard let value = parse(text.lowercased()) else {
            throw CommandFailure(.invalidConfiguration, "\(name): unknown value '\(text)'")
        }
        return value
    }
}
