import MartletProfile
import Testing

@testable import MartletStorage

/// Zone files built byte by byte, and the rules in their footers.
struct PosixTimeZoneTests {
    /// A file of version 2 with these 64-bit transitions, offsets and footer.
    private func file(
        _ transitions: [(Int64, UInt8)] = [], offsets: [Int32], footer: String,
        leapSeconds: UInt32 = 0
    ) -> [UInt8] {
        func header(_ times: Int, _ types: Int, _ leaps: UInt32) -> [UInt8] {
            Array("TZif2".utf8) + Array(repeating: 0, count: 15) + bytes(UInt32(0))
                + bytes(UInt32(0))
                + bytes(leaps) + bytes(UInt32(times)) + bytes(UInt32(types)) + bytes(UInt32(1))
        }
        var file = header(0, 1, 0) + bytes(Int32(0)) + [0, 0, 0]
        file += header(transitions.count, offsets.count, leapSeconds)
        for transition in transitions { file += bytes(transition.0) }
        for transition in transitions { file.append(transition.1) }
        for offset in offsets { file += bytes(offset) + [0, 0] }
        file += [0] + Array(repeating: 0, count: 12 * Int(leapSeconds))
        return file + Array("\n\(footer)\n".utf8)
    }

    private func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<(value.bitWidth / 8)).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    @Test func theFooterGoesOnWhereTheTableEnds() throws {
        let last: Int64 = 1_300_000_000
        let bytes = file(
            [(0, 1), (last, 0)], offsets: [0, 3600], footer: "AAA0BBB,M3.5.0/1,M10.5.0")
        let zone = try #require(ZoneFile(name: "x", compiled: bytes))
        let seconds = zone.transitions.prefix(4).map { $0.at.milliseconds / 1000 }
        #expect(seconds == [0, last, 1_301_187_600, 1_319_936_400])
        #expect(zone.transitions.prefix(4).map(\.offset) == [3600, 0, 3600, 0])
    }

    @Test func aTruncatedFileIsNone() {
        let bytes = file([(5, 1)], offsets: [0, 3600], footer: "AAA0")
        #expect(ZoneFile(name: "x", compiled: bytes) != nil)
        for count in 0..<(bytes.count - 1) {
            #expect(ZoneFile(name: "x", compiled: Array(bytes[..<count])) == nil, "\(count) bytes")
        }
    }

    @Test func damagedFilesAreNone() {
        #expect(ZoneFile(name: "x", compiled: file([(5, 9)], offsets: [0], footer: "AAA0")) == nil)
        #expect(ZoneFile(name: "x", compiled: file(offsets: [0], footer: "A")) == nil)
        #expect(ZoneFile(name: "x", compiled: file(offsets: [], footer: "AAA0")) == nil)
        let backwards = file([(5, 0), (4, 1)], offsets: [0, 60], footer: "AAA0")
        #expect(ZoneFile(name: "x", compiled: backwards) == nil)
        let leaping = file(offsets: [0], footer: "AAA0", leapSeconds: 1)
        #expect(ZoneFile(name: "x", compiled: leaping) == nil)
    }

    @Test func randomDamageDoesNotCrash() {
        let good = file(
            [(0, 1), (9, 0)], offsets: [0, 3600], footer: "<+03>-3<+04>,M3.5.0/-1,J60/25:30")
        var state: UInt64 = 0x7A1F
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var bad = good
            bad[Int(state >> 33) % bad.count] = UInt8(truncatingIfNeeded: state >> 24)
            _ = ZoneFile(name: "x", compiled: bad)
        }
    }

    @Test(arguments: [
        // Start and end of 2024 in seconds since the epoch, from date(1).
        ("EST5EDT,M3.2.0,M11.1.0", 1_710_054_000, 1_730_613_600),
        ("CET-1CEST,M3.5.0,M10.5.0/3", 1_711_846_800, 1_729_990_800),
        ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", 1_711_846_800, 1_729_990_800),
        ("AAA0BBB,J60/0,J300/0", 1_709_251_200, 1_729_983_600),
        ("AAA0BBB,59/0,299/0", 1_709_164_800, 1_729_897_200),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", 1_729_990_800, 1_711_846_800),
    ])
    func rules(_ text: String, _ start: Int64, _ end: Int64) throws {
        let rule = try #require(PosixTimeZone(text))
        let changes = rule.transitions(years: 2024...2024)
        let summer = try #require(rule.summer)
        #expect(changes.first { $0.offset == summer.offset }?.at == start)
        #expect(changes.first { $0.offset == rule.standardOffset }?.at == end)
    }

    @Test func summerTimeAllYear() throws {
        let bytes = file(offsets: [-18_000], footer: "EST5EDT,0/0,J365/25")
        let zone = try #require(ZoneFile(name: "x", compiled: bytes))
        #expect(zone.transitions.map(\.offset).prefix(1) == [-14_400])
        #expect(zone.transitions.count <= 2)
    }

    @Test(arguments: [
        "", "A0", "AB0", "ABC", "ABC0DEF", "ABC0DEF,M3.2.0", "ABC0DEF,M13.2.0,M1.1.0",
        "ABC0DEF,M3.6.0,M1.1.0", "ABC0DEF,M3.2.7,M1.1.0", "ABC0DEF,J0,J3", "ABC0DEF,366,3",
        "ABC200", "ABC0:60", "<AB0", "ABC0 ", "ABC0DEF,M3.2.0,M11.1.0,",
    ])
    func whatIsNoRule(_ text: String) {
        #expect(PosixTimeZone(text) == nil)
    }
}
