import Testing

@testable import martlet

/// What the progress line says.
struct ProgressLineTests {
    @Test func rateAndRemainder() {
        let text = ProgressLine.text(
            "replay", 1_234_567, "events", fraction: 0.25, seconds: 4)
        #expect(text == "replay  25%  1,234,567 events  308,641/s  ETA 0:12")
    }

    @Test func whatIsNotKnownIsLeftOut() {
        #expect(ProgressLine.text("run", 0, "events", fraction: nil, seconds: 0) == "run  0 events")
        let early = ProgressLine.text("run", 5, "events", fraction: 0, seconds: 10)
        #expect(early == "run  0%  5 events  0/s")
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
    func grouping(_ number: Int, _ text: String) {
        #expect(ProgressLine.grouped(number) == text)
    }

    @Test(arguments: [
        (0, "0:00"), (12.1, "0:13"), (185, "3:05"), (7800, "2:10:00"), (1e12, "99:59:59"),
    ])
    func clocks(_ seconds: Double, _ text: String) {
        #expect(ProgressLine.clock(seconds) == text)
    }
}
