import Testing

@testable import MartletProfile

@Suite struct DurationTextTests {
    @Test(
        arguments: [
            ("30d", 2_592_000_000), ("1h30m", 5_400_000), ("1.5s", 1500), ("250ms", 250), ("0", 0),
            ("-0", 0), ("+5m", 300_000),
            ("-1h", -3_600_000), ("1000us", 1), ("1000000ns", 1), ("0.5d", 43_200_000),
            (".5s", 500), ("5.s", 5000),
            ("1d2h3m4s5ms", 93_784_005), ("3652500d", 315_576_000_000_000), ("0.001s", 1),
            ("500us500us", 1), ("1m1m", 120_000),
            ("315576000000s", 315_576_000_000_000),
        ] as [(String, Int64)])
    func read(_ text: String, _ milliseconds: Int64) {
        #expect(DurationText.milliseconds(text) == milliseconds)
    }

    @Test(arguments: [
        "", "-", "+", "5", "d", "1x", "1 d", " 1d", "1d ", "--1d", "1d-1h", "1.5", ".s", ".", "1us",
        "0.0001s", "3652500d1ms",
        "99999999999999999999d", "1e3s", "0x1s", "1D", "00", "\u{664}s",
    ])
    func refused(_ text: String) {
        #expect(DurationText.milliseconds(text) == nil)
    }

    @Test func written() {
        #expect(DurationText.seconds(5_400_000) == "5400s")
        #expect(DurationText.seconds(-250) == "-0.25s")
        #expect(DurationText.seconds(1) == "0.001s")
        #expect(DurationText.seconds(0) == "0s")
    }
}
