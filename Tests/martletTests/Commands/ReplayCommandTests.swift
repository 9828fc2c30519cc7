import Foundation
import Testing

@testable import martlet

/// `replay` as a process.
@Suite struct ReplayCommandTests {
    private static func configuration(_ inputs: String) -> String {
        """
        version: 1
        name: shop
        clock: event
        inputs: [\(inputs)]
        features:
          orders: {count: purchase, window: 30d}
          lowest: {min: purchase.amount}
        segments:
          buyer: {when: "orders > 0"}

        """
    }

    private func replay(_ configuration: String, _ events: String) throws -> [String: String] {
        let directory = NSTemporaryDirectory() + "martlet-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let result = try BuiltCommand.withFile(configuration) { configuration in
            try BuiltCommand.withFile(events) { events in
                try BuiltCommand.run([
                    "replay", "--config", configuration, "--events", events, "--output", directory,
                ])
            }
        }
        #expect(result.status == 0, "\(result.error)")
        var files: [String: String] = [:]
        for name in ["segment-changes", "profiles", "dead-letters"] {
            files[name] = try String(
                contentsOfFile: "\(directory)/\(name).ndjson", encoding: .utf8)
        }
        return files
    }

    /// With a topic per type, an event of another type is not taken for one of the first topic's.
    @Test func eventsOfNoInputsTypeDoNotCount() throws {
        let files = try replay(
            Self.configuration("{topic: buys, type: purchase}, {topic: views, type: browse}"),
            """
            {"type":"purchase","customer_id":"a","ts":1735732800000}
            {"type":"refund","customer_id":"b","ts":1735732800000}
            {"customer_id":"c","ts":1735732800000}

            """)
        #expect(files["segment-changes"]?.split(separator: "\n").count == 1)
        #expect(files["profiles"]?.split(separator: "\n").count == 2)
        #expect(files["dead-letters"]?.contains(#"{"reason":"missing_type""#) == true)
    }

    /// The number that stands for "none yet" is out of range, not forgotten.
    @Test func theLowestNumberIsRejected() throws {
        let files = try replay(
            Self.configuration("{topic: events}"),
            """
            {"type":"purchase","customer_id":"a","ts":1,"amount":-9223372036854.775808}
            {"type":"purchase","customer_id":"a","ts":1,"amount":-9223372036854.775807}

            """)
        #expect(files["profiles"]?.contains(#""lowest":-9223372036854.775807"#) == true)
        #expect(files["dead-letters"]?.contains(#"{"reason":"invalid_field""#) == true)
    }

    /// What comes after the year 9999 cannot be written as an instant: it is not announced.
    @Test func changesBeyondTheCalendarAreNotAnnounced() throws {
        let files = try replay(
            Self.configuration("{topic: events}"),
            #"{"type":"purchase","customer_id":"a","ts":"9999-12-31T23:59:59Z"}"# + "\n")
        #expect(files["segment-changes"]?.contains(#""next_change_at":null"#) == true)
    }
}
