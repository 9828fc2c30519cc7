import ArgumentParser
import MartletProfile
import MartletStorage
import MartletStream

/// `martlet replay`: the engine over event files.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Run the engine over event files.",
        discussion: """
            The same engine as `run`, with time taken from the events. Writes \
            segment-changes.ndjson, profiles.ndjson (the final state of every profile), \
            dead-letters.ndjson and summary.json.

            EXAMPLES
              martlet replay --config shop.yaml --events day1.ndjson day2.ndjson.zst --output out
              zcat events.gz | martlet replay --config shop.yaml --events - --output out
              martlet replay --config shop.yaml --events e.ndjson --output out \
            --until 2025-07-01T00:00:00Z
            """)

    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var input: EventOptions
    @OptionGroup var format: FormatOptions
    @OptionGroup var display: DisplayOptions

    @Option(help: ArgumentHelp("Directory for the results.", valueName: "dir"))
    var output: String

    @Option(
        help: ArgumentHelp(
            "Let time pass up to this instant after the last event, firing deadlines.",
            valueName: "instant"),
        transform: InstantArgument.parse)
    var until: Instant?

    @Option(help: "Number of shards: customers are spread as over that many partitions.")
    var shards: Int = 1

    func validate() throws {
        guard 1...4096 ~= shards else { throw ValidationError("--shards must be 1 to 4096") }
    }

    func run() throws {
        var file = try options.read()
        let plan = try file.compiled(.init())
        let stop = StopSignal.install()
        let started = SystemClock.seconds
        var replay = try Replay(
            plan: plan, events: input.events, output: output, shards: Int32(shards))
        var progress = ProgressLine("replay", unit: "events")
        try replay.run(until: until, stop, progress: &progress)
        let processed = SystemClock.seconds
        try replay.finish(in: output, stop)
        let ended = SystemClock.seconds
        let summary = replay.summary(
            seconds: ended - started, profilesSeconds: ended - processed)
        var result = try OutputFile.create("\(output)/summary.json")
        try result.append(summary.json)
        try result.finish()
        if format.isJSON {
            Terminal.output.write(String(decoding: summary.json, as: UTF8.self))
        } else {
            Terminal.output.write(summary.text + "\n")
        }
    }
}

/// Instants on the command line.
enum InstantArgument {
    /// RFC 3339 text, or whole milliseconds since the epoch.
    ///
    /// - Throws: `ValidationError`.
    static func parse(_ text: String) throws -> Instant {
        if let milliseconds = Int64(text) { return Instant(milliseconds: milliseconds) }
        guard let instant = Instant(rfc3339: Array(text.utf8).span) else {
            throw ValidationError(
                "'\(text)' is no instant; write it as 2025-07-01T00:00:00Z")
        }
        return instant
    }
}
