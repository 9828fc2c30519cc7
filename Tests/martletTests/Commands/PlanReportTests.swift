import MartletProfile
import MartletStream
import Testing

@testable import martlet

@Suite struct PlanReportTests {
    private static let text = """
        version: 1
        name: shop
        clock: event
        outputs: {profiles: off}
        inputs:
          - {topic: purchases, type: purchase}
          - {topic: events}
        features:
          orders:     {count: purchase, window: 30d}
          app:        {share: purchase, where: "event.channel == 'app'", window: 90d}
          basket:     {mean: purchase.cart.total}
          seen:       {last: [purchase.ts, browse.ts]}
          favourites: {top: [purchase.kind, browse.kind], k: 2, half_life: 7d,
                       weights: {purchase: 2.5}}
          kinds:      {distinct: purchase.kind, window: 2h, limit: 9}
        segments:
          loyal: {when: "orders >= 3", exit_when: "orders == 0", min_dwell: 36h, cooldown: 1d}
          at_risk: {when: "days_since(seen) > 30 && app > 0.5"}

        """

    private static func report() throws -> PlanReport {
        var file = ConfigurationText.load(text)
        let plan = file.compile(.init())
        #expect(file.diagnostics == [])
        return PlanReport(file.configuration, try #require(plan))
    }

    @Test func forPeople() throws {
        let report = try Self.report()
        let expected = """
            6 features, 2 segments, 2 inputs; rules \(report.rules), clock event, time zone UTC

            Inputs
              TOPIC      EVENT TYPE
              purchases  purchase
              events     as the events say

            Features
              FEATURE KIND OF WINDOW COSTS WHERE
              orders count purchase 30d 8 bytes, 8 bytes a day -
              app share purchase 90d 16 bytes a day event.channel == 'app'
              basket mean purchase.cart.total all time 16 bytes -
              seen last purchase.ts, browse.ts all time 8 bytes -
              favourites top (k 2, half-life 7d, purchase 2.5) purchase.kind, browse.kind \
            all time 24 bytes a key and half-life -
              kinds distinct purchase.kind 2h 16 bytes a key -

            Memory of a profile
              PART                EACH       AT MOST  IN ALL
            """
        let lines = TableLines.of(report.text)
        let head = TableLines.of(expected)
        #expect(Array(lines.prefix(head.count)) == head)
        let rest = """
              row \(report.cost.row) bytes 1 \(report.cost.row) bytes
              event ids 8 bytes 8 64 bytes
              days with purchase 32 bytes 90 2,880 bytes
              keys of favourites 24 bytes 20000 480,000 bytes
              keys of kinds 16 bytes 9 144 bytes
              all - - \(ProgressLine.grouped(report.cost.row + 483_088)) bytes

            Segments
              SEGMENT WHEN EXIT WHEN MIN DWELL COOLDOWN READS
              loyal orders >= 3 orders == 0 36h 1d orders
              at_risk days_since(seen) > 30 && app > 0.5 - - - app, seen

            Topics
              TOPIC ROLE SETTINGS
              purchases input -
              events input -
              shop.segment-changes output cleanup.policy=delete retention.ms=1209600000
            """
        let wanted = TableLines.of(rest)
        #expect(Array(lines.dropFirst(head.count).prefix(wanted.count)) == wanted)
    }

    @Test func forPrograms() throws {
        let report = try Self.report()
        let json = try JSONValueReader.read(report.json)
        guard case .map(let plan) = json, case .list(let features)? = plan["features"],
            case .list(let segments)? = plan["segments"], case .list(let topics)? = plan["topics"]
        else {
            Issue.record("not an object of lists")
            return
        }
        #expect(plan["rules"] == .string(report.rules))
        #expect(plan["clock"] == .string("event"))
        #expect(
            features.first
                == .map([
                    "name": .string("orders"), "kind": .string("count"),
                    "sources": .list([.string("purchase")]), "window": .string("30d"),
                    "where": .null, "row_bytes": .int(8), "bucket_bytes": .int(8),
                    "unit": .string("day"),
                ]))
        #expect(features.count == 6)
        #expect(
            segments.first
                == .map([
                    "name": .string("loyal"), "when": .string("orders >= 3"),
                    "exit_when": .string("orders == 0"), "min_dwell": .string("36h"),
                    "cooldown": .string("1d"), "reads": .list([.string("orders")]),
                ]))
        #expect(topics.count == 5)
        #expect(
            plan["memory"]
                == .map([
                    "row_bytes": .int(Int64(report.cost.row)),
                    "header_bytes": .int(Int64(report.cost.row - 56)), "event_ids": .int(8),
                    "buckets": .list([
                        .map([
                            "unit": .string("day"), "types": .list([.string("purchase")]),
                            "length": .int(90), "bytes": .int(32),
                        ])
                    ]), "most_bytes": .int(Int64(report.cost.row + 483_088)),
                ]))
    }
}
