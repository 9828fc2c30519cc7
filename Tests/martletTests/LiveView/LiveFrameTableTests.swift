import MartletProfile
import Testing

@testable import martlet

/// Views of many segments, churn alerts and personas.
@Suite struct LiveFrameTableTests {
    private var snapshot: LiveSnapshot {
        var snapshot = LiveSnapshot(title: "martlet demo", elapsed: 12_345)
        snapshot.events = 412_310
        snapshot.customers = 3_411
        snapshot.clock = Instant(milliseconds: 1_739_557_867_123)
        snapshot.segments = (1...40).map {
            .init(name: "segment_of_number_\($0)", members: $0 * 100, entered: $0 * 200, exited: $0)
        }
        snapshot.alerts = [
            .init(
                name: "silence", open: 219,
                severities: [.init(name: "low", count: 100), .init(name: "high", count: 119)],
                raised: 1_608, resolved: 221, expired: 153, precision: "40.9 %",
                recall: "71.4 %", daysAhead: "26.4"),
            .init(name: "activity_drop", open: 0, raised: 0, resolved: 0, expired: 0),
        ]
        snapshot.personas = [
            .init(name: "lapsed", count: 465), .init(name: "regulars", count: 1_586),
            .init(name: "unassigned", count: 0),
        ]
        snapshot.refreshes = [.init(name: "schedule", count: 40_000)]
        snapshot.changes = ["+loyal", "alert silence raised: low", "persona lapsed -> regulars"]
        return snapshot
    }

    @Test func aTerminalOf24LinesShowsAllThreeKinds() {
        let lines = LiveFrame(width: 79, height: 23).running(snapshot)
        let wanted = """
            martlet demo                                                              00:12
            shop clock    Fri 2025-02-14 18:31:07 UTC
            events        412,310
            customers     3,411   duplicates 0
            dead letters  0
            members of segments
            segment_of_numbe\u{2026}    100  segment_of_numbe\u{2026}    200  \
            segment_of_numbe\u{2026}    300
            """
        #expect(lines.prefix(7).joined(separator: "\n") == wanted)
        #expect(lines.count == 23)
        #expect(lines[14].hasSuffix("and 14 more"))
        let rest = """
            churn alert      open  raised  resolved  expired  by severity
            silence           219   1,608       221      153  low 100  high 119
            activity_drop       0       0         0        0
            customers of personas
            lapsed               465  regulars           1,586  unassigned             0
              +loyal
              alert silence raised: low
              persona lapsed -> regulars
            """
        #expect(lines.suffix(8).joined(separator: "\n") == rest)
    }

    @Test func theSummaryJudgesTheAlerts() {
        let lines = LiveFrame(width: 79).summary(snapshot)
        let wanted = """
            churn alert    raised    open   right   wrong  precision  recall  days ahead
            silence         1,608     219     153     221     40.9 %  71.4 %  26.4
            activity_drop       0       0       0       0          -       -  -

            persona             customers    found upon              times
            lapsed                    465    schedule               40,000
            regulars                1,586
            unassigned                  0

            latest changes
              +loyal
              alert silence raised: low
              persona lapsed -> regulars
            """
        #expect(lines.suffix(13).joined(separator: "\n") == wanted)
    }

    @Test func theLogLineNamesPersonasInsteadOfManySegments() {
        #expect(
            LiveFrame(width: .max).status(snapshot) == """
                [00:12] events 412,310 | clock Fri 2025-02-14 18:31:07 | customers 3,411 \
                | dead letters 0 | open alerts 219 | lapsed 465 | regulars 1,586 | unassigned 0
                """)
    }

    @Test(arguments: 1...60)
    func noViewIsHigherOrWiderThanTheTerminal(size: Int) {
        for height in 1...50 {
            let lines = LiveFrame(width: size * 3, height: height).running(snapshot)
            #expect(lines.count <= height)
            #expect(lines.allSatisfy { TerminalLine.columns($0) <= size * 3 })
        }
    }
}
