import Testing

@testable import martlet

/// When a service ends without waiting for its workers any longer.
struct SupervisionTests {
    private typealias Workers = Supervision.Workers

    private func start(grace: Int64 = 25_000, session: Int64 = 6_000) -> Supervision {
        Supervision(gracePeriod: grace, sessionTimeout: session)
    }

    /// The status of a verdict that ends the process; nil for any other.
    private func status(_ verdict: Supervision.Verdict) -> martlet.ExitStatus? {
        guard case .end(let status, let message) = verdict, !message.isEmpty else { return nil }
        return status
    }

    /// Looks every 20 ms from one time to another, and returns the last verdict.
    private func look(
        _ supervision: inout Supervision, from start: Int64, to end: Int64,
        _ request: StopSignal.Request, _ workers: Workers
    ) -> Supervision.Verdict {
        var verdict = Supervision.Verdict.wait
        for now in stride(from: start, through: end, by: 20) where verdict == .wait {
            verdict = supervision.look(
                at: now, request: request, status: .terminated, workers: workers)
        }
        return verdict
    }

    @Test func itWaitsForWorkersAndIsThenDone() {
        var supervision = start()
        let busy = Workers(connecting: 1, working: 1)
        #expect(look(&supervision, from: 0, to: 100_000, .none, busy) == .wait)
        #expect(look(&supervision, from: 100_020, to: 100_020, .none, Workers()) == .finished)
    }

    @Test func whoIsStillConnectingIsNotWaitedFor() {
        var supervision = start()
        let connecting = Workers(connecting: 2, working: 0)
        #expect(look(&supervision, from: 0, to: 9_000, .none, connecting) == .wait)
        let verdict = look(&supervision, from: 9_020, to: 9_020, .drain, connecting)
        #expect(status(verdict) == .terminated)
    }

    @Test func workersHaveTheGracePeriodWithoutItsEnd() {
        for (grace, patience): (Int64, Int64) in [(25_000, 23_000), (5_000, 4_000)] {
            var supervision = start(grace: grace)
            let working = Workers(connecting: 0, working: 1)
            #expect(look(&supervision, from: 0, to: 980, .none, working) == .wait)
            let last = 1_000 + patience - 20
            #expect(look(&supervision, from: 1_000, to: last, .drain, working) == .wait)
            let verdict = look(&supervision, from: last + 20, to: last + 20, .drain, working)
            #expect(status(verdict) == .terminated)
        }
    }

    @Test func aSecondSignalEndsItAtOnce() {
        var supervision = start()
        let working = Workers(connecting: 0, working: 1)
        #expect(look(&supervision, from: 0, to: 100, .drain, working) == .wait)
        #expect(status(look(&supervision, from: 120, to: 120, .abort, working)) == .terminated)
    }

    @Test func aProcessThatStoodStillForTooLongIsFenced() {
        let working = Workers(connecting: 0, working: 1)
        for request in [StopSignal.Request.none, .drain] {
            var supervision = start()
            #expect(look(&supervision, from: 0, to: 20, request, working) == .wait)
            #expect(look(&supervision, from: 6_020, to: 6_020, request, working) == .wait)
            #expect(
                status(look(&supervision, from: 12_021, to: 12_021, request, working)) == .fenced)
        }
        var supervision = start()
        let connecting = Workers(connecting: 1, working: 0)
        #expect(look(&supervision, from: 0, to: 0, .none, connecting) == .wait)
        #expect(look(&supervision, from: 60_000, to: 60_000, .none, connecting) == .wait)
    }
}
