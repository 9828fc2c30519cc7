import ArgumentParser
import Glibc
import MartletProfile

/// Runs a command line from its arguments to the process's exit status.
enum CommandRunner {
    /// Parses the arguments, runs the command, says what went wrong, and ends the process.
    static func run(_ root: any ParsableCommand.Type) -> Never {
        // A closed pipe (`| head`) is noticed at the write, and ends the command without a word.
        _ = signal(SIGPIPE, SIG_IGN)
        exit(status(of: root, arguments: nil).rawValue)
    }

    /// Runs the command that `arguments` (those of the process if nil) name.
    private static func status(
        of root: any ParsableCommand.Type, arguments: [String]?
    ) -> ExitStatus {
        let words = arguments ?? Array(Swift.CommandLine.arguments.dropFirst())
        do {
            try checkName(words.first, root)
            var command = try root.parseAsRoot(words)
            try command.run()
            return .done
        } catch {
            return report(error, root)
        }
    }

    /// Says what went wrong.
    private static func report(
        _ error: any Error, _ root: any ParsableCommand.Type
    ) -> ExitStatus {
        // The parser's own errors, `--help` and `--version` are texts that it makes itself.
        let code = root.exitCode(for: error)
        let isParsers = code == .success || code == .validationFailure
        if isParsers || error is CleanExit || error is ArgumentParser.ExitCode {
            let text = root.fullMessage(for: error)
            if !text.isEmpty {
                (code == .success ? Terminal.output : .error).write(text + "\n")
            }
            return ExitStatus(rawValue: code.rawValue) ?? .failed
        }
        let failure = CommandFailure(error)
        if !failure.message.isEmpty {
            let hint = failure.hint.map { "; \($0)" } ?? ""
            let word = Terminal.error.paint("error:", "1;31")
            Terminal.error.write("martlet: \(word) \(failure.message)\(hint)\n")
        }
        return failure.status
    }

    /// Finds a misspelt command before the parser takes it for an argument too many.
    private static func checkName(
        _ word: String?, _ root: any ParsableCommand.Type
    ) throws(CommandFailure) {
        let commands =
            root.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard let word, !word.hasPrefix("-"), !commands.contains(word) else { return }
        throw CommandFailure(
            .usage, "unknown command '\(word)'",
            hint: NameSuggestion.hint(for: word, among: commands) ?? "see 'martlet --help'")
    }
}
