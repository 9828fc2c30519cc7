import Foundation
import MartletProfile
import Testing

@Suite("RFC 3339")
struct RFC3339Tests {
    private func read(_ text: String) -> Int64? {
        Instant(rfc3339: Array(text.utf8).span)?.milliseconds
    }

    private func write(_ milliseconds: Int64) -> String {
        var bytes: [UInt8] = Array("at ".utf8)
        Instant(milliseconds: milliseconds).appendRFC3339(to: &bytes)
        return String(decoding: bytes.dropFirst(3), as: UTF8.self)
    }

    @Test(
        "reads what the grammar allows",
        arguments: [
            ("1970-01-01T00:00:00Z", 0),
            ("1970-01-01t00:00:00z", 0),
            ("1970-01-01 00:00:00Z", 0),
            ("2011-03-01T08:26:00.000Z", 1_298_967_960_000),
            ("2011-03-01T09:26:00+01:00", 1_298_967_960_000),
            ("2011-02-28T23:56:00-08:30", 1_298_967_960_000),
            ("1970-01-01T00:00:00-00:00", 0),
            ("1970-01-01T23:59:00+23:59", 0),
            ("1970-01-01T00:00:00.5Z", 500),
            ("1970-01-01T00:00:00.05Z", 50),
            ("1970-01-01T00:00:00.0019Z", 1),
            ("1970-01-01T00:00:00.9999999999999999999999Z", 999),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T00:00:00Z", 951_782_400_000),
            ("2024-02-29T12:00:00Z", 1_709_208_000_000),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000),
            ("2016-12-31T23:59:60.75Z", 1_483_228_800_000),
            ("2017-01-01T00:59:60+01:00", 1_483_228_800_000),
        ] as [(String, Int64)])
    func reads(text: String, milliseconds: Int64) {
        #expect(read(text) == milliseconds)
    }

    @Test(
        "refuses everything else",
        arguments: [
            "", "1970", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01T00:00Z",
            "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00,5Z", "1970-01-01T00:00:00Zx",
            "1970-01-01T00:00:00Z ", " 1970-01-01T00:00:00Z", "1970-01-01_00:00:00Z",
            "1970-00-01T00:00:00Z", "1970-13-01T00:00:00Z", "1970-01-00T00:00:00Z",
            "1970-01-32T00:00:00Z", "1970-04-31T00:00:00Z", "1970-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z", "2000-02-30T00:00:00Z", "1970-01-01T24:00:00Z",
            "1970-01-01T00:60:00Z", "1970-01-01T00:00:61Z", "1970-01-01T00:00:60Z",
            "2016-12-31T23:59:60+01:00", "1970-01-01T00:00:00+0100", "1970-01-01T00:00:00+01",
            "1970-01-01T00:00:00+24:00", "1970-01-01T00:00:00+01:60", "1970-01-01T00:00:00+1:000",
            "1970/01/01T00:00:00Z", "1970-1-01T00:00:000Z", "+970-01-01T00:00:00Z",
            "19700-01-01T00:00:00Z", "1970-01-01T00-00-00Z", "197O-01-01T00:00:00Z",
            "1970-01-01T00:00:00\u{2212}01:00", "0000-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
        ])
    func refuses(text: String) {
        #expect(read(text) == nil)
    }

    @Test("reads back what it writes, for every day from 1900 to 2100, as Foundation dates it")
    func everyDay() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        var milliseconds: Int64 = -2_208_988_800_000
        var day = 0
        while milliseconds < 4_133_980_800_000 {
            let date = Date(timeIntervalSince1970: Double(milliseconds / 1000))
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let ofDay = Int64(day &* 7_919_017) % 86_400_000
            let text = write(milliseconds + ofDay)
            let expected = [parts.year, parts.month, parts.day].map { part in
                let digits = String(part ?? 0)
                return digits.count < 2 ? "0" + digits : digits
            }
            guard text.hasPrefix(expected.joined(separator: "-") + "T"),
                read(text) == milliseconds + ofDay
            else {
                Issue.record("\(text) for day \(day)")
                return
            }
            milliseconds += 86_400_000
            day += 1
        }
        #expect(day == 73_414)
    }

    @Test("writes three digits of fraction always, and stays within four digits of year")
    func writes() {
        #expect(write(1_298_967_960_000) == "2011-03-01T08:26:00.000Z")
        #expect(write(-1) == "1969-12-31T23:59:59.999Z")
        #expect(write(Instant.yearZero) == "0000-01-01T00:00:00.000Z")
        #expect(write(Instant.yearTenThousand - 1) == "9999-12-31T23:59:59.999Z")
        #expect(write(.max) == "9999-12-31T23:59:59.999Z")
        #expect(write(.min) == "0000-01-01T00:00:00.000Z")
    }

    @Test("reads back what it writes at the ends of months in every century")
    func monthEnds() {
        for year in stride(from: 0, through: 9999, by: 1) {
            let digits = String(10_000 + year).dropFirst()
            for end in ["02-28", "03-01", "12-31", "01-01"] {
                let text = "\(digits)-\(end)T23:59:59.001Z"
                guard let instant = read(text), write(instant) == text else {
                    Issue.record("\(text)")
                    return
                }
            }
        }
    }
}
