import Glibc
import Testing

@testable import martlet

/// What signals ask for.
struct StopSignalTests {
    @Test func theFirstDrainsAndTheSecondAborts() throws {
        let stop = StopSignal()
        #expect(stop.request == .none)
        #expect(!stop.isRequested)
        try stop.check()
        #expect(stop.receive(SIGTERM) == .drain)
        #expect(stop.isRequested)
        #expect(stop.receive(SIGINT) == .abort)
        #expect(stop.request == .abort)
        #expect(StopSignal.Request.none < .drain && StopSignal.Request.drain < .abort)
    }

    @Test func theStatusIsThatOfTheFirstSignal() {
        let interrupted = StopSignal()
        interrupted.receive(SIGINT)
        interrupted.receive(SIGTERM)
        #expect(interrupted.status == .interrupted)
        let terminated = StopSignal()
        terminated.receive(SIGTERM)
        #expect(terminated.status == .terminated)
        #expect(throws: CommandFailure.self) { try terminated.check() }
    }

    @Test func theSecondSignalEndsAProcessThatDoesNotObey() async {
        await #expect(processExitsWith: .exitCode(143)) {
            let stop = StopSignal.install()
            // The signal goes to the process: another thread takes it, so wait until it has.
            for request in [StopSignal.Request.drain, .abort] {
                kill(getpid(), SIGTERM)
                while stop.request != request { sched_yield() }
            }
            kill(getpid(), SIGINT)
            while true { sched_yield() }
        }
    }
}
