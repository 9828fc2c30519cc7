import MartletProfile
import Testing

@testable import martlet

@Suite struct LiveFrameTests {
    private var snapshot: LiveSnapshot {
        var snapshot = LiveSnapshot(title: "martlet demo: synthetic shop, seed 1", elapsed: 12_345)
        snapshot.events = 412_310
        snapshot.eventsTotal = 500_000
        snapshot.rate = 41_203.4
        snapshot.customers = 3_411
        snapshot.duplicates = 112
        snapshot.deadLetters = [
            .init(reason: "invalid_json", count: 1_004), .init(reason: "too_deep", count: 0),
            .init(reason: "missing_customer_id", count: 200),
        ]
        snapshot.clock = Instant(milliseconds: 1_739_557_867_123)
        snapshot.segments = [
            .init(name: "at_risk", members: 812, entered: 1_204, exited: 392),
            .init(name: "high_value", members: 0, entered: 3, exited: 3),
            .init(name: "loyal", members: 1_650, entered: 2_000, exited: 350),
        ]
        snapshot.changes = (1...12).map { "c00000\($0) entered loyal" }
        snapshot.commitMedian = 3.14
        snapshot.commitP99 = 123.4
        return snapshot
    }

    @Test func theRunningView() {
        let lines = LiveFrame(width: 80, height: 16).running(snapshot)
        let wanted = """
            martlet demo: synthetic shop, seed 1                                       00:12
            shop clock    Fri 2025-02-14 18:31:07 UTC
            events        412,310 of 500,000 (41,203/s)  ████████████████████████░░░░░░
            customers     3,411   duplicates 112   commit p50 3.1 ms, p99 123 ms
            dead letters  1,204   invalid_json 1,004, missing_customer_id 200

            segment        members     entered      exited
            at_risk            812       1,204         392  ▇▇▇▇▇▇▇▇▇▇▇▇
            high_value           0           3           3
            loyal            1,650       2,000         350  ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇

            latest changes
              c000009 entered loyal
              c0000010 entered loyal
              c0000011 entered loyal
              c0000012 entered loyal
            """
        #expect(lines.joined(separator: "\n") == wanted)
    }

    @Test func theSummary() {
        let lines = LiveFrame(width: 80).summary(snapshot)
        let wanted = """
            martlet demo: synthetic shop, seed 1: done
            events        412,310 in 00:12 (33,398/s)
            shop clock    Fri 2025-02-14 18:31:07 UTC
            customers     3,411
            entries+exits 3,952
            duplicates    112
            commit        p50 3.1 ms, p99 123 ms
            dead letters  1,204
              invalid_json                    1,004
              missing_customer_id               200

            segment        members     entered      exited
            at_risk            812       1,204         392  ▇▇▇▇▇▇▇▇▇▇▇▇
            high_value           0           3           3
            loyal            1,650       2,000         350  ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇
            """
        #expect(lines.joined(separator: "\n") == wanted)
    }

    @Test func theLogLine() {
        #expect(
            LiveFrame(width: .max).status(snapshot) == """
                [00:12] events 412,310 of 500,000 (41,203/s) | clock Fri 2025-02-14 18:31:07 \
                | customers 3,411 | dead letters 1,204 | at_risk 812 | high_value 0 | loyal 1,650
                """)
    }

    @Test func nothingYet() {
        let lines = LiveFrame(width: 60).running(LiveSnapshot(title: "martlet demo", elapsed: 0))
        let wanted = """
            martlet demo                                           00:00
            shop clock    -
            events        0
            customers     0   duplicates 0
            dead letters  0

            segment     members     entered      exited
            """
        #expect(lines.joined(separator: "\n") == wanted)
    }

    @Test(arguments: 1...200)
    func noLineIsWiderThanTheTerminal(width: Int) {
        var long = snapshot
        long.title = "Ünïcode 顧客 " + String(repeating: "wide ", count: 30)
        long.segments.append(.init(name: "顧客の長い名前のセグメント顧客の長い名前", members: 5, entered: 5, exited: 0))
        long.changes.append(String(repeating: "x", count: 300))
        for isColoured in [false, true] {
            let frame = LiveFrame(width: width, isColoured: isColoured)
            for line in frame.running(long) + frame.summary(long) {
                let bare = line.replacing(/\u{1B}\[[0-9]*m/, with: "")
                #expect(TerminalLine.columns(bare) <= width, "\(bare)")
            }
        }
    }

    @Test(arguments: 1...30)
    func noViewIsHigherThanTheTerminal(height: Int) {
        #expect(LiveFrame(width: 80, height: height).running(snapshot).count <= height)
    }

    @Test func coloursOnlyWhereTheyAreWanted() {
        let plain = LiveFrame(width: 80).running(snapshot)
        let coloured = LiveFrame(width: 80, isColoured: true).running(snapshot)
        #expect(!plain.joined().contains("\u{1B}"))
        #expect(coloured.map { $0.replacing(/\u{1B}\[[0-9]*m/, with: "") } == plain)
        #expect(coloured[0].hasPrefix("\u{1B}[1mmartlet demo: synthetic shop, seed 1\u{1B}[0m"))
    }
}
