import Foundation
import MartletProfile
import Testing

@Suite("Text of decimals")
struct DecimalTextTests {
    private func read(_ text: String) -> Int64? {
        FixedDecimal(json: Array(text.utf8).span)?.millionths
    }

    private func write(_ millionths: Int64) -> String {
        var bytes: [UInt8] = []
        FixedDecimal(millionths: millionths).append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "reads numbers exactly, half to even",
        arguments: [
            ("0", 0), ("-0", 0), ("0.0", 0), ("-0.0e9", 0), ("0e999999999999999999999", 0),
            ("1", 1_000_000), ("-1", -1_000_000), ("77183.6", 77_183_600_000),
            ("0.000001", 1), ("-0.000001", -1), ("1e-6", 1), ("0.1e-5", 1), ("10e-7", 1),
            ("0.0000005", 0), ("0.0000015", 2), ("0.0000025", 2), ("0.00000051", 1),
            ("0.0000005000000000000000000000000001", 1), ("0.0000025000000000000000000001", 3),
            ("0.0000004999999999999999999999999999", 0), ("0.00000005", 0), ("0.00000009", 0),
            ("-0.0000015", -2), ("-0.0000005", 0), ("5e-7", 0), ("15e-7", 2), ("1e-400", 0),
            ("1E2", 100_000_000), ("1e+2", 100_000_000), ("1.5e3", 1_500_000_000),
            ("123456789e-9", 123_457), ("100000000000000000000e-20", 1_000_000),
            ("0.00000000000000000001e20", 1_000_000), ("9e12", 9_000_000_000_000_000_000),
            ("9223372036854.775807", .max), ("-9223372036854.775808", .min),
            ("9223372036854.7758074999", .max), ("-9223372036854.7758085", .min),
            ("12345678901234567890123e-13", 1_234_567_890_123_457),
        ] as [(String, Int64)])
    func reads(text: String, millionths: Int64) {
        #expect(read(text) == millionths)
    }

    @Test(
        "refuses what is out of range or no JSON number",
        arguments: [
            "9223372036854.775808", "9223372036854.7758075", "-9223372036854.775809", "1e13",
            "-1e13", "99999999999999", "1e400", "18446744073709551616", "1e99999999999999999999",
            "", "-", "+1", "01", "-01", "00", "1.", ".5", "-.5", "1.e2", "1e", "1e+", "1e-",
            "1e1.5",
            "1 ", " 1", "0x10", "1_000", "NaN", "Infinity", "1,5", "1e5e5", "--1", "1-", "1.2.3",
        ])
    func refuses(text: String) {
        #expect(read(text) == nil)
    }

    @Test(
        "writes no more digits than there are",
        arguments: [
            (0, "0"), (77_183_600_000, "77183.6"), (500_000_000, "500"), (-1, "-0.000001"),
            (1_000_000, "1"), (10_000_000, "10"), (9_000_000, "9"), (-12_345_678, "-12.345678"),
            (100, "0.0001"), (1_000_001, "1.000001"), (.max, "9223372036854.775807"),
            (.min, "-9223372036854.775808"),
        ] as [(Int64, String)])
    func writes(millionths: Int64, text: String) {
        #expect(write(millionths) == text)
    }

    @Test("agrees with Foundation's decimal and reads back what it writes, on random numbers")
    func againstFoundation() throws {
        var state: UInt64 = 0x5EED_DEC1
        func next() -> UInt64 {
            // SplitMix64 (Steele, Lea, Flood, 2014).
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
        let half = try #require(Decimal(string: "0.5"))
        for _ in 0..<20_000 {
            let digits = Int64(bitPattern: next()) >> Int64(next() % 60)
            let exponent = Int(next() % 30) - 20
            let text = "\(digits)e\(exponent)"
            let exact = try #require(Decimal(string: text)) * 1_000_000
            let isRight: Bool
            if let value = read(text) {
                let difference = abs(exact - Decimal(value))
                isRight = difference < half || (difference == half && value & 1 == 0)
            } else {
                isRight = exact >= Decimal(Int64.max) + half || exact < Decimal(Int64.min) - half
            }
            let written = write(digits)
            guard isRight, read(written) == digits else {
                Issue.record("\(text) or \(written), seed 0x5EEDDEC1")
                return
            }
        }
    }
}
