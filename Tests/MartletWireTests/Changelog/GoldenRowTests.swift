import MartletProfile
import Testing

@testable import MartletWire

/// The bytes of version 1, as programs of this version have written them into changelogs.
///
/// If one of these tests fails, records in changelogs cannot be read any more: a change of the
/// format needs a new version and a reader for this one.
@Suite struct GoldenRowTests {
    private static let events = [
        #"{"customer_id":"c1","ts":1735689600000,"type":"purchase","event_id":"e1","#
            + #""amount":19.9,"category":"shoes","note":"grün"}"#,
        #"{"customer_id":"c1","ts":1735693200000,"type":"browse","event_id":"e2","category":12}"#,
        #"{"customer_id":"c1","ts":1735696800000,"type":"purchase","event_id":"e3","#
            + #""amount":120,"category":"shoes","note":true}"#,
        #"{"customer_id":"c1","ts":1735779600000,"type":"purchase","event_id":"e4","#
            + #""amount":0.000001,"category":"hats","note":-1.5}"#,
        #"{"customer_id":"c1","ts":1735779600001,"type":"browse","event_id":"e5"}"#,
    ]

    private static let row =
        "018163ee238b010a0a829ab6c884650006fae9efeaa69498d7b601d8fcdfb8c3febddf67aecc84fab985"
        + "95de9c010ac2d1b585010280b8b8720680f0cbf28365809ab6c8846584c0afca8f94030082e8d8a19294"
        + "03bf8db701060204040206020608040a020c02060600020206040204f2b90206c0d1b58501c099fd1280"
        + "b8b8720480f0cbf2836580e4baf9836584c0afca8f94030e8690ebe58f9403020402f4b9020402020202"
        + "809ab6c88465809ab6c8846582e8d8a1929403bf8db70182e8d8a1929403bf8db701020006f2b9021004"
        + "f2b9021202f4b902140206f2b9021604f2b9021802f4b9021a0208f2b9020002f2b9020202f2b9020402"
        + "f4b902020402e2ed3a0402020202809ab6c88465809ab6c8846582e8d8a1929403bf8db70182e8d8a192"
        + "9403bf8db7010202e2ed3a1c0202e2ed3a1e0202e2ed3a020406e4f30420bc8b8302e4f304228eaa8101"
        + "e8f304248eaa810113056772c3bc6e0573686f657302313204686174730573686f657302313204686174"
        + "73056772c3bc6e0573686f657302313204686174730573686f6573023132046861747304686174730468"
        + "6174730573686f6573023132046861747329a85d29"

    private static let profile =
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
        #expect(Self.hex(record) == Self.row)
        #expect(EveryKind.profiles(table) == [Self.profile])
    }

    @Test func aRowIsReadAsEver() throws {
        let plan = try EveryKind.plan()
        var table = ProfileTable(plan: plan)
        var image = RowImage()
        try RowCodec(layout: plan.layoutHash).read(Self.bytes(Self.row).span, into: &image)
        #expect(table.restore(Array("c1".utf8).span, from: image) != nil)
        table.advance(to: Instant(milliseconds: 1_735_779_600_001))
        table.scheduleAll()
        #expect(EveryKind.profiles(table) == [Self.profile])
    }

    @Test func aPositionIsWrittenAndReadAsEver() throws {
        let position = ShardPosition(
            clock: Instant(milliseconds: 1_735_779_600_001), offsets: [-1, 0, 991],
            rules: "b7c1f0e2")
        var bytes: [UInt8] = []
        RowCodec(layout: 0xA1B2_C3D4).append(position, to: &bytes)
        let golden = "01a1b2c3d4829ab6c88465030100be0f6237633166306532e2de8916"
        #expect(Self.hex(bytes) == golden)
        let found = try RowCodec(layout: 0xA1B2_C3D4).readPosition(Self.bytes(golden).span)
        #expect(found == position)
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { start in
            UInt8(digits[start] << 4 | digits[start + 1])
        }
    }
}
