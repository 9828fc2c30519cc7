import MartletKafka
import MartletStream
import Testing

@testable import martlet

/// The settings of what is kept between runs.
@Suite struct StateSettingsTests {
    private func read(_ lines: String...) -> ConfigurationFile {
        ConfigurationText.load("version: 1\nname: shop\n" + lines.joined(separator: "\n") + "\n")
    }

    @Test func defaults() {
        let configuration = read().configuration
        #expect(configuration.checkpointInterval.value == 60_000)
        #expect(configuration.onMissingInput.value == .fail)
        #expect(configuration.stateDirectory.value == "./state")
    }

    @Test func values() {
        let file = read(
            "checkpoint: {interval: 90s}", "on_missing_input: rebuild", "state_dir: /var/lib/m")
        #expect(file.configuration.checkpointInterval.value == 90_000)
        #expect(file.configuration.onMissingInput.value == .rebuild)
        #expect(file.configuration.stateDirectory.value == "/var/lib/m")
        #expect(!file.diagnostics.hasErrors)
    }

    @Test(arguments: ["off", "Off", "false", "\"off\""]) func checkpointsCanBeOff(word: String) {
        let file = read("checkpoint: \(word)")
        #expect(file.configuration.checkpointInterval.value == nil)
        #expect(!file.diagnostics.hasErrors)
    }

    @Test(
        arguments: [
            ("checkpoint: on", "'checkpoint' must be a mapping"),
            ("checkpoint: {every: 1m}", "every"),
            ("checkpoint: {interval: 10ms}", "'interval' must be 1s to 1d, not 10ms"),
            ("checkpoint: {interval: 2d}", "'interval' must be 1s to 1d, not 2d"),
            ("on_missing_input: skip", "unknown on_missing_input 'skip'"),
        ]) func mistakesAreReported(line: String, words: String)
    {
        let file = read(line)
        #expect(file.diagnostics.hasErrors)
        #expect(
            file.diagnostics.contains { $0.message.contains(words) },
            "\(file.diagnostics.map(\.message))")
        #expect(file.configuration.checkpointInterval.value == 60_000)
    }

    /// What a checkpoint relies on: tombstones outlive it.
    @Test func topicsOutliveCheckpoints() {
        for (replicas, inSync) in [(1, nil), (2, nil), (3, "2")] as [(Int, String?)] {
            let layout = TopicLayout(
                read("inputs: [{topic: events}]").configuration, partitions: 6, replicas: replicas)
            let changelog = layout.topics.last?.plan
            #expect(changelog?.name == "shop.changelog" && changelog?.partitions == 6)
            #expect(changelog?.settings["cleanup.policy"] == "compact")
            #expect(changelog?.settings["compression.type"] == "zstd")
            let retention = Int64(changelog?.settings["delete.retention.ms"] ?? "") ?? 0
            #expect(retention > CheckpointSettings().maximumAge)
            #expect(changelog?.settings["min.insync.replicas"] == inSync)
        }
    }
}
