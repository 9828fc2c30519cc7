import ArgumentParser

/// The command line: each command is a type of its own.
@main
struct Martlet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet", abstract: "Keeps customer profiles, segments and alerts current.",
        discussion: """
            Reads purchase and browse events from Kafka, keeps each customer's profile in memory, \
            and publishes a record the moment a customer enters or leaves a segment.

            EXIT STATUS
              0 done, 1 failed, 10 fenced by another instance, 11 state unusable, 64 usage,
              65 input unreadable, 66 input missing, 69 Kafka unreachable or topic missing,
              73 output cannot be written, 78 configuration invalid, 130 and 143 signals.
            """,
        version: "0.1.0",
        subcommands: [
            RunCommand.self, DemoCommand.self, ReplayCommand.self, CheckCommand.self,
            TestCommand.self, ExplainCommand.self, DiffCommand.self, EvalCommand.self,
            TopicsCommand.self, GenerateCommand.self, FitCommand.self, ClusterCommand.self,
        ])

    /// Runs the command that the arguments name and ends the process.
    static func main() { CommandRunner.run(Martlet.self) }
}
