import Foundation
import Glibc
import MartletStream
import Testing

@testable import martlet

/// A replay that is not let finish.
@Suite struct ReplayStopTests {
    private static let configuration = """
        version: 1
        name: shop
        clock: event
        inputs: [{topic: events}]
        features: {orders: {count: purchase}}
        segments: {buyer: {when: "orders > 0"}}

        """
    private static let event = #"{"type":"purchase","customer_id":"a","ts":1735732800000}"#

    /// Runs a replay that `stop` is asked about; gives the names of the files that it leaves.
    private func files(_ stop: StopSignal) throws -> [String] {
        let directory = NSTemporaryDirectory() + "martlet-\(UUID().uuidString)"
        let events = directory + "/events.ndjson"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try Data(Self.event.utf8).write(to: URL(fileURLWithPath: events))
        var file = ConfigurationText.load(Self.configuration)
        let compiled = file.compile(.init())
        let plan = try #require(compiled)
        let output = directory + "/out"
        do {
            try replay(plan, events, output, stop)
        } catch let failure as CommandFailure {
            #expect(failure.status == .interrupted)
        }
        return try FileManager.default.contentsOfDirectory(atPath: output).sorted()
    }

    private func replay(
        _ plan: StreamPlan, _ events: String, _ output: String, _ stop: StopSignal
    ) throws {
        var replay = try Replay(plan: plan, events: [events], output: output, shards: 1)
        var progress = ProgressLine("replay", unit: "events")
        try replay.run(until: nil, stop, progress: &progress)
        try replay.finish(in: output, stop)
    }

    @Test func leavesNothingBehind() throws {
        let stop = StopSignal()
        #expect(
            try files(stop) == [
                "dead-letters.ndjson", "profiles.ndjson", "segment-changes.ndjson",
            ])
        stop.receive(SIGINT)
        #expect(try files(stop) == [])
    }
}
