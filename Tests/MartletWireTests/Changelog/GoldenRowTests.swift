import MartletProfile
import Testing

@testable import MartletWire

/// Changelog records as programs of this version have written them: see ``GoldenBytes``.
@Suite struct GoldenRowTests {
    static let events = [
        #"{"customer_id":"c1","ts":1735689600000,"type":"purchase","event_id":"e1","#
            + #""amount":19.9,"category":"shoes","note":"grün"}"#,
        #"{"customer_id":"c1","ts":1735693200000,"type":"browse","event_id":"e2","category":12}"#,
        #"{"customer_id":"c1","ts":1735696800000,"type":"purchase","event_id":"e3","#
            + #""amount":120,"category":"shoes","note":true}"#,
        #"{"customer_id":"c1","ts":1735779600000,"type":"purchase","event_id":"e4","#
            + #""amount":0.000001,"category":"hats","note":-1.5}"#,
        #"{"customer_id":"c1","ts":1735779600001,"type":"browse","event_id":"e5"}"#,
    ]

    static let profile =
        #"{"customer_id":"c1","at":"2025-01-02T01:00:00.001Z","features":{"count":5,"sum":139."#
        + #"900001,"min":0.000001,"max":120,"mean":46.633333666666665,"since":"2025-01-01T00:00:"#
        + #"00.000Z","until":"2025-01-02T01:00:00.000Z","first":"grün","last":-1.5,"distinct":3,"#
        + #""tally":{"12":1,"hats":1,"shoes":2},"gap":0.5208333333333334,"hour":1,"count_2d":5,""#
        + #"sum_2d":139.900001,"min_2d":0.000001,"max_2d":120,"mean_2d":46.633333666666665,"sinc"#
        + #"e_2d":"2025-01-01T00:00:00.000Z","until_2d":"2025-01-02T01:00:00.000Z","first_2d":"g"#
        + #"rün","last_2d":-1.5,"distinct_2d":3,"tally_2d":{"12":1,"hats":1,"shoes":2},"gap_2d":"#
        + #"0.5208333333333334,"hour_2d":1,"count_6h":2,"sum_6h":0.000001,"min_6h":0.000001,"max"#
        + #"_6h":0.000001,"mean_6h":1e-06,"since_6h":"2025-01-02T01:00:00.000Z","until_6h":"2025"#
        + #"-01-02T01:00:00.000Z","first_6h":-1.5,"last_6h":-1.5,"distinct_6h":1,"tally_6h":{"ha"#
        + #"ts":1},"hour_6h":1,"share":0.3333333333333333,"top":["hats","shoes"]},"segments":["a"#
        + #"ctive","rich"],"next_change_at":"2025-01-02T07:00:00.000Z"}"#

    @Test func aRowIsWrittenAsEver() throws {
        let table = EveryKind.table(try EveryKind.plan(), Self.events)
        let record = EveryKind.records(table).first?.value ?? []
        #expect(GoldenBytes.hex(record) == GoldenBytes.text(GoldenBytes.row))
        #expect(EveryKind.profiles(table) == [Self.profile])
    }

    @Test func aRowIsReadAsEver() throws {
        let plan = try EveryKind.plan()
        var table = ProfileTable(plan: plan)
        var image = RowImage()
        try RowCodec(layout: plan.layoutHash).read(
            GoldenBytes.bytes(GoldenBytes.row).span, into: &image)
        #expect(table.restore(Array("c1".utf8).span, from: image) != nil)
        table.advance(to: Instant(milliseconds: 1_735_779_600_001))
        table.scheduleAll()
        #expect(EveryKind.profiles(table) == [Self.profile])
    }

    @Test func aRowOfTheLayoutBeforeIsBroughtOver() throws {
        let old = try PlanCodec.read(GoldenBytes.bytes(GoldenBytes.plan3).span)
        let plan = try EveryKind.plan()
        let migration = RowMigration(from: old, to: plan)
        #expect(migration.dropped.isEmpty && migration.started.isEmpty)
        var (image, other) = (RowImage(), RowImage())
        try RowCodec(layout: old.layout).read(
            GoldenBytes.bytes(GoldenBytes.row3).span, into: &image)
        var table = ProfileTable(plan: plan)
        #expect(migration.migrate(image, into: &other))
        #expect(table.restore(Array("c1".utf8).span, from: other) != nil)
        table.advance(to: Instant(milliseconds: 1_735_779_600_001))
        table.scheduleAll()
        #expect(EveryKind.profiles(table) == [Self.profile])
    }

    @Test func aPositionIsWrittenAndReadAsEver() throws {
        let position = ShardPosition(
            clock: Instant(milliseconds: 1_735_779_600_001), offsets: [-1, 0, 991],
            rules: "b7c1f0e2", topics: ["purchases", "browses", "c"], partitions: 6,
            incarnation: 1_735_689_600_000)
        var bytes: [UInt8] = []
        RowCodec(layout: 0xA1B2_C3D4).append(position, to: &bytes)
        #expect(GoldenBytes.hex(bytes) == GoldenBytes.text(GoldenBytes.position))
        #expect(try RowCodec.readPosition(GoldenBytes.bytes(GoldenBytes.position).span) == position)
    }

    @Test func aPositionOfVersion1IsReadAsEver() throws {
        let position = ShardPosition(
            clock: Instant(milliseconds: 1_735_779_600_001), offsets: [-1, 0, 991],
            rules: "b7c1f0e2")
        #expect(
            try RowCodec.readPosition(GoldenBytes.bytes(GoldenBytes.position1).span) == position)
    }

    @Test func aPlanIsWrittenAndReadAsEver() throws {
        let description = try EveryKind.plan().rowDescription
        var bytes: [UInt8] = []
        PlanCodec.append(description, to: &bytes)
        #expect(GoldenBytes.hex(bytes) == GoldenBytes.text(GoldenBytes.plan))
        #expect(try PlanCodec.read(GoldenBytes.bytes(GoldenBytes.plan).span) == description)
        #expect(PlanCodec.key(layout: 0x0102_0304) == [0xFF, 1, 2, 3, 4])
    }
}
