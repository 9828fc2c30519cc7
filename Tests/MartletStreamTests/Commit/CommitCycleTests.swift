import MartletStream
import Testing

/// Every state with every input: what is answered, and which state follows.
@Suite struct CommitCycleTests {
    typealias State = CommitCycle.State
    typealias Input = CommitCycle.Input
    typealias Action = CommitCycle.Action

    struct Case: CustomTestStringConvertible {
        var state: State
        var input: Input
        var action: Action
        var next: State

        init(_ state: State, _ input: Input, _ action: Action, _ next: State) {
            (self.state, self.input, self.action, self.next) = (state, input, action, next)
        }

        var testDescription: String { "\(state), \(input)" }
    }

    static let interval: Int64 = 100
    static let maximum = 10
    static let open = State.open(since: 1_000, records: 3)

    static let idle: [Case] = [
        Case(.idle, .worked(records: 1, now: 5), .carryOn, .open(since: 5, records: 1)),
        Case(.idle, .worked(records: 9, now: 5), .carryOn, .open(since: 5, records: 9)),
        Case(.idle, .worked(records: 10, now: 5), .commit, .open(since: 5, records: 10)),
        Case(.idle, .tick(now: 99_999), .carryOn, .idle),
        Case(.idle, .revoked, .release, .idle),
        Case(.idle, .lost, .discardAndRelease, .idle),
        Case(.idle, .committed, .carryOn, .idle),
        Case(.idle, .rolledBack, .carryOn, .idle),
        Case(.idle, .stop, .leave, .stopped),
    ]

    static let opened: [Case] = [
        Case(open, .worked(records: 6, now: 1_099), .carryOn, .open(since: 1_000, records: 9)),
        Case(open, .worked(records: 7, now: 1_000), .commit, .open(since: 1_000, records: 10)),
        Case(open, .worked(records: 1, now: 1_100), .commit, .open(since: 1_000, records: 4)),
        Case(open, .tick(now: 1_099), .carryOn, open),
        Case(open, .tick(now: 1_100), .commit, open),
        Case(open, .tick(now: 9_999), .commit, open),
        Case(open, .revoked, .commitAndRelease, open),
        Case(open, .lost, .discardAndRelease, .idle),
        Case(open, .committed, .carryOn, .idle),
        Case(open, .rolledBack, .carryOn, .idle),
        Case(open, .stop, .commitAndLeave, open),
    ]

    static let failures: [Case] = [State.idle, open].flatMap { state in
        [
            Case(state, .failed(.retry), .carryOn, state),
            Case(state, .failed(.abort), .rollBack, state),
            Case(state, .failed(.stop), .halt, .stopped),
            Case(state, .failed(.fenced), .halt, .stopped),
            Case(state, .failed(.unusable), .halt, .stopped),
            Case(state, .failed(.unavailable), .halt, .stopped),
        ]
    }

    static let stopped: [Case] =
        [
            .worked(records: 99, now: 99_999), .tick(now: 99_999), .revoked, .lost, .committed,
            .rolledBack, .stop, .failed(.retry), .failed(.abort), .failed(.stop),
            .failed(.fenced), .failed(.unusable), .failed(.unavailable),
        ].map { Case(.stopped, $0, .halt, .stopped) }

    private func cycle(in state: State) -> CommitCycle {
        var cycle = CommitCycle(
            interval: CommitCycleTests.interval, maximumRecords: CommitCycleTests.maximum)
        switch state {
        case .idle: break
        case .open(let since, let records):
            _ = cycle.handle(.worked(records: records, now: since))
        case .stopped: _ = cycle.handle(.stop)
        }
        return cycle
    }

    @Test(arguments: idle + opened + failures + stopped)
    func answers(expected: Case) {
        var cycle = cycle(in: expected.state)
        #expect(cycle.state == expected.state)
        #expect(cycle.handle(expected.input) == expected.action)
        #expect(cycle.state == expected.next)
    }

    @Test func everyInputIsTriedInEveryState() {
        let kinds = [
            CommitCycleTests.idle, CommitCycleTests.opened, CommitCycleTests.stopped,
        ].map { cases in Set(cases.map { "\($0.input)".prefix { $0 != "(" } }) }
        #expect(kinds[0] == kinds[1])
        #expect(kinds[2].subtracting(["failed"]) == kinds[0])
    }

    @Test func workIsDueAfterTheIntervalFromItsFirstRecord() {
        var cycle = cycle(in: .idle)
        #expect(cycle.timeLeft(now: 1_000) == nil)
        _ = cycle.handle(.worked(records: 1, now: 1_000))
        #expect(cycle.timeLeft(now: 1_000) == 100)
        _ = cycle.handle(.worked(records: 1, now: 1_060))
        #expect(cycle.timeLeft(now: 1_070) == 30)
        #expect(cycle.timeLeft(now: 2_000) == 0)
        _ = cycle.handle(.committed)
        #expect(cycle.timeLeft(now: 2_000) == nil)
    }

    @Test func anIntervalWithoutEndNeverOverflows() {
        var cycle = CommitCycle(interval: .max / 2, maximumRecords: .max)
        _ = cycle.handle(.worked(records: 5, now: 1 << 40))
        #expect(cycle.handle(.tick(now: 1 << 50)) == .carryOn)
        #expect(cycle.timeLeft(now: 1 << 50) ?? 0 > 1 << 60)
    }
}
