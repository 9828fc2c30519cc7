import MartletProfile
import MartletStream
import Testing

@testable import martlet

/// A small story through the engine, explained.
@Suite struct ExplainTests {
    private static let configuration = """
        version: 1
        name: shop
        clock: event
        inputs: [{topic: events}]
        features:
          orders_2d: {count: purchase, window: 2d}
          spend:     {sum: purchase.amount}
          last:      {last: purchase.ts}
          cheapest:  {min: purchase.amount, window: 1d}
        segments:
          loyal:  {when: "orders_2d >= 2"}
          rich:   {when: "spend >= 100.5", exit_when: "days_since(last) >= 3", min_dwell: 1d}
          silent: {when: "!(days_since(last) < 1) && (spend > 50 || cheapest > 3)", cooldown: 1h}

        """
    private static let events = [
        event("a", "2025-06-01T10:00:00Z", 60, id: "1"), event("b", "2025-06-01T11:00:00Z", 5),
        event("a", "2025-06-02T08:00:00Z", 40.5), event("a", "2025-06-02T08:00:00Z", 9, id: "1"),
        "no event", event("b", "2025-06-02T12:30:00Z", 5),
    ]

    private static func event(
        _ customer: String, _ at: String, _ amount: Double, id: String = ""
    ) -> String {
        let eventID = id.isEmpty ? "" : #","event_id":"\#(id)""#
        return #"{"type":"purchase","customer_id":"\#(customer)","ts":"\#(at)","#
            + #""amount":\#(amount)\#(eventID)}"#
    }

    /// The report after the events, or after those up to an instant.
    private static func report(_ customer: String, at: String? = nil) throws -> ProfileReport? {
        var file = ConfigurationText.load(configuration)
        let plan = file.compile(.init())
        #expect(file.diagnostics == [])
        var replay = CustomerReplay(plan: try #require(plan), customer: customer)
        let until = at.flatMap { Instant(rfc3339: Array($0.utf8).span) }
        for line in events {
            let bytes = Array(line.utf8)
            if !replay.apply(bytes.span, until: until) { break }
        }
        if let until { replay.pass(to: until) }
        guard let row = replay.row else { return nil }
        return ProfileReport(
            replay.shard.table, row, changedAt: replay.changedAt, replay.history)
    }

    @Test func forPeople() throws {
        let report = try #require(try Self.report("a"))
        let expected = """
            customer a at 2025-06-02T12:30:00Z

            FEATURE VALUE
            orders_2d 2
            spend 100.5
            last 2025-06-02T08:00:00Z
            cheapest 40.5

            loyal: inside since 2025-06-02T08:00:00Z; \
            leaves at 2025-06-03T00:00:00Z if no event comes
            when: orders_2d >= 2
            TRUTH CLAUSE VALUE THRESHOLD SINCE HOLDS UNTIL
            true orders_2d >= 2 2 2 2025-06-02T08:00:00Z 2025-06-03T00:00:00Z

            rich: inside since 2025-06-02T08:00:00Z; \
            leaves at 2025-06-05T08:00:00Z if no event comes
            min_dwell: 1d, kept inside until 2025-06-03T08:00:00Z
            when: spend >= 100.5
            TRUTH CLAUSE VALUE THRESHOLD SINCE HOLDS UNTIL
            true spend >= 100.5 100.5 100.5 2025-06-02T08:00:00Z for ever
            exit_when: days_since(last) >= 3
            TRUTH CLAUSE VALUE THRESHOLD SINCE HOLDS UNTIL
            false days_since(last) >= 3 0.1875 3 2025-06-01T10:00:00Z 2025-06-05T08:00:00Z

            silent: outside, never entered; enters at 2025-06-03T08:00:00Z if no event comes
            cooldown: 1h
            when: !(days_since(last) < 1) && (spend > 50 || cheapest > 3)
            TRUTH CLAUSE VALUE THRESHOLD SINCE HOLDS UNTIL
            false all of - - 2025-06-01T10:00:00Z 2025-06-03T08:00:00Z
            false not - - 2025-06-01T10:00:00Z 2025-06-03T08:00:00Z
            true (days_since(last) < 1) 0.1875 1 2025-06-01T10:00:00Z 2025-06-03T08:00:00Z
            true any of - - 2025-06-01T10:00:00Z for ever
            true spend > 50 100.5 50 2025-06-01T10:00:00Z for ever
            true cheapest > 3 40.5 3 2025-06-02T08:00:00Z 2025-06-03T00:00:00Z

            """
        #expect(TableLines.of(report.text) == TableLines.of(expected))
    }

    @Test func timePassesUpToTheInstant() throws {
        let report = try #require(try Self.report("a", at: "2025-06-10T00:00:00Z"))
        let segments = Dictionary(
            uniqueKeysWithValues: report.segments.map { ($0.definition.name, $0) })
        let changes = segments.mapValues { $0.changedAt.map(InstantText.rfc3339) }
        #expect(
            changes == [
                "loyal": "2025-06-03T00:00:00.000Z", "rich": "2025-06-05T08:00:00.000Z",
                "silent": "2025-06-03T08:00:00.000Z",
            ])
        #expect(
            segments.mapValues(\.explanation.isMember) == [
                "loyal": false, "rich": false, "silent": true,
            ])
        // Clauses flip on their own, whether or not the segment changes.
        let exit = segments["rich"]?.exitWhen?.clause.since
        #expect(exit.map(InstantText.rfc3339) == "2025-06-05T08:00:00.000Z")
        let cheapest = segments["silent"]?.when.clause.parts.last?.parts.last
        #expect(cheapest?.explanation.verdict.truth == .unknown)
        #expect(cheapest?.since.map(InstantText.rfc3339) == "2025-06-03T00:00:00.000Z")
    }

    @Test func stopsBeforeTheFirstLaterEvent() throws {
        let report = try #require(try Self.report("a", at: "2025-06-02T07:59:59.999Z"))
        #expect(report.features.map(\.json) == ["1", "60", "\"2025-06-01T10:00:00.000Z\"", nil])
        #expect(InstantText.rfc3339(report.at) == "2025-06-02T07:59:59.999Z")
        #expect(try Self.report("a", at: "2025-06-01T09:00:00Z") == nil)
        #expect(try Self.report("nobody") == nil)
    }

    @Test func forPrograms() throws {
        let report = try #require(try Self.report("a"))
        guard case .map(let object) = try JSONValueReader.read(report.json),
            case .map(let reasons)? = object["reasons"], case .map(let loyal)? = reasons["loyal"],
            case .map(let rich)? = reasons["rich"]
        else {
            Issue.record("not an object")
            return
        }
        #expect(object["customer_id"] == .string("a"))
        #expect(object["segments"] == .list([.string("loyal"), .string("rich")]))
        #expect(object["next_change_at"] == .string("2025-06-03T00:00:00.000Z"))
        #expect(
            loyal == [
                "inside": .bool(true), "since": .string("2025-06-02T08:00:00.000Z"),
                "changes_at": .string("2025-06-03T00:00:00.000Z"),
                "rule": .string("orders_2d >= 2"), "values": .map(["orders_2d": .int(2)]),
                "truth": .bool(true), "holds_until": .string("2025-06-03T00:00:00.000Z"),
                "form": .string("clause"),
                "clauses": .list([
                    .map([
                        "text": .string("orders_2d >= 2"), "form": .string("clause"),
                        "truth": .bool(true), "since": .string("2025-06-02T08:00:00.000Z"),
                        "holds_until": .string("2025-06-03T00:00:00.000Z"), "value": .int(2),
                        "threshold": .int(2),
                    ])
                ]),
            ])
        #expect(rich["min_dwell"] == .string("1d"))
        #expect(rich["held_until"] == .string("2025-06-03T08:00:00.000Z"))
        guard case .map(let exit)? = rich["exit_when"] else {
            Issue.record("no exit_when")
            return
        }
        #expect(exit["values"] == .map(["last": .string("2025-06-02T08:00:00.000Z")]))
        #expect(exit["truth"] == .bool(false))
    }
}
