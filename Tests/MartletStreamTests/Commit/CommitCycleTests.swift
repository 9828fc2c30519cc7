import Testing

@testable import MartletStream

/// Every state with every input, and the ways through several of them.
@Suite struct CommitCycleTests {
    typealias Table = CommitCycleTable

    @Test(arguments: Table.rows.indices) func answersEveryInput(row: Int) throws {
        let (place, next) = Table.rows[row]
        for (name, input) in Table.inputs {
            let expected = try #require(next[name], "\(place): \(name) is missing")
            var cycle = Table.cycle(in: place)
            let step = cycle.handle(input)
            #expect(step == expected.step, "\(place): \(name)")
            let state = cycle.state
            #expect(state == expected.state, "\(place): \(name)")
        }
    }

    @Test func everyStateAndStepIsInTheTable() {
        let places = Table.rows.map(\.place)
        #expect(Set(places.map(\.state)) == Set(CommitCycle.State.allCases))
        // After `leave` there is nothing to be fed with.
        #expect(Set(places.map(\.step)) == Set(CommitCycle.Step.allCases).subtracting([.leave]))
    }

    /// Steps that follow as long as each is done.
    private func steps(_ first: CommitCycle.Step, _ cycle: inout CommitCycle) -> String {
        var steps = ["\(first)"]
        var step = first
        while step != .poll, step != .halt, step != .leave, steps.count < 20 {
            step = cycle.handle(.done)
            steps.append("\(step)")
        }
        return steps.joined(separator: " ")
    }

    @Test(
        arguments: [
            (.open, .poll, .tick(now: 9_999), "begin publish commit poll"),
            (.open, .poll, .revoked, "begin publish commit release poll"),
            (.open, .poll, .stop, "begin publish commit leave"),
            (.open, .poll, .lost, "release poll"),
            (.open, .poll, .failed(.abort), "abort rollBack poll"),
            (.open, .poll, .failed(.rebuild), "rebuild reread poll"),
            (.sending, .publish, .revoked, "publish commit release poll"),
            (.sending, .publish, .lost, "abort release poll"),
            (.sending, .begin, .stop, "begin publish commit leave"),
            (.committing, .commit, .failed(.abort), "abort rollBack poll"),
            (.committing, .commit, .failed(.rebuild), "rebuild reread poll"),
            (.aborting, .abort, .lost, "abort release poll"),
            (.aborting, .abort, .revoked, "abort release poll"),
            (.aborting, .abort, .stop, "abort rollBack leave"),
            (.aborting, .rebuild, .revoked, "rebuild release poll"),
            (.aborting, .rebuild, .stop, "rebuild leave"),
            (.aborting, .reread, .lost, "reread release poll"),
            (.idle, .release, .stop, "release leave"),
        ] as [(CommitCycle.State, CommitCycle.Step, CommitCycle.Input, String)])
    func goesOn(
        state: CommitCycle.State, step: CommitCycle.Step, input: CommitCycle.Input,
        expected: String
    ) {
        var cycle = Table.cycle(in: .init(state, step))
        let first = cycle.handle(input)
        #expect(steps(first, &cycle) == expected)
    }

    @Test func aCommitThatWasAskedForIsFollowedToItsEndAlthoughPartitionsAreLost() {
        var cycle = Table.cycle(in: .init(.committing, .commit))
        #expect(cycle.handle(.failed(.retry)) == .commit)
        #expect(cycle.handle(.lost) == .commit)
        #expect(cycle.handle(.done) == .release)
    }

    @Test func aStepIsTriedTenTimes() {
        for (step, last) in [
            (CommitCycle.Step.begin, CommitCycle.Step.halt), (.publish, .halt),
            (.commit, .rebuild), (.abort, .rebuild), (.rollBack, .halt), (.rebuild, .halt),
            (.reread, .halt), (.release, .halt),
        ] {
            var cycle = Table.cycle(in: .init(.aborting, step))
            for _ in 1..<10 { #expect(cycle.handle(.failed(.retry)) == step) }
            #expect(cycle.handle(.failed(.retry)) == last, "\(step)")
        }
    }

    @Test func pollsMayFailForEver() {
        var cycle = Table.cycle(in: .init(.open, .poll))
        for _ in 0..<1_000 { #expect(cycle.handle(.failed(.retry)) == .poll) }
    }

    @Test func thirtyTwoAbortsInARowAreEnough() {
        var cycle = Table.cycle(in: .init(.idle, .poll))
        for _ in 0..<3 {
            for _ in 0..<32 {
                #expect(steps(cycle.handle(.failed(.abort)), &cycle) == "abort rollBack poll")
            }
            let first = cycle.handle(.worked(records: 99, bytes: 0, now: 0))
            #expect(steps(first, &cycle) == "begin publish commit poll")
        }
        for _ in 0..<2 {
            #expect(steps(cycle.handle(.revoked), &cycle) == "release poll")
            for _ in 0..<32 { _ = steps(cycle.handle(.failed(.abort)), &cycle) }
        }
        #expect(cycle.handle(.failed(.abort)) == .halt)
    }

    @Test func workIsDueAfterTheIntervalFromItsFirstRecord() {
        var cycle = CommitCycle(limits: .init(interval: 100, records: 10))
        #expect(cycle.timeLeft(now: 1_000) == nil)
        _ = cycle.handle(.worked(records: 1, bytes: 1, now: 1_000))
        #expect(cycle.timeLeft(now: 1_000) == 100)
        _ = cycle.handle(.worked(records: 1, bytes: 2, now: 1_060))
        #expect(cycle.timeLeft(now: 1_070) == 30)
        #expect(cycle.timeLeft(now: 2_000) == 0)
        #expect(steps(cycle.handle(.tick(now: 1_100)), &cycle) == "begin publish commit poll")
        #expect(cycle.timeLeft(now: 2_000) == nil)
    }

    @Test func anIntervalWithoutEndNeverOverflows() {
        var cycle = CommitCycle(limits: .init(interval: .max / 2, records: .max))
        _ = cycle.handle(.worked(records: 5, bytes: 0, now: 1 << 40))
        #expect(cycle.handle(.tick(now: 1 << 50)) == .poll)
        #expect(cycle.timeLeft(now: 1 << 50) ?? 0 > 1 << 60)
    }
}
