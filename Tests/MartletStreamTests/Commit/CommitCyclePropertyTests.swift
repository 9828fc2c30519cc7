import MartletProfile
import MartletSimulation
import Testing

@testable import MartletStream

/// What holds after any sequence of inputs.
@Suite struct CommitCyclePropertyTests {
    private static let inputs = CommitCycleTable.inputs.map(\.input)
    /// Those that end the cycle come rarely, so that sequences get somewhere.
    private static let lively = inputs.filter { input in
        switch input {
        case .stop, .stopNow, .failed(.fenced), .failed(.stop), .failed(.unusable),
            .failed(.unavailable):
            false
        default: true
        }
    }

    /// Watches that steps come in an order that keeps the promise.
    private struct Watch {
        var hasBegun = false
        var isPublished = false
        var isLost = false
        var wasAsked = false

        /// What is wrong with `step`, the answer to `input`; nil = nothing.
        mutating func objection(_ step: CommitCycle.Step, to input: CommitCycle.Input) -> String? {
            if input == .lost, !wasAsked { isLost = true }
            switch step {
            case .begin:
                if isLost { return "a transaction for partitions that are lost" }
                hasBegun = true
            case .publish:
                if !hasBegun { return "records outside a transaction" }
                isPublished = true
            case .commit:
                if isLost { return "a commit for partitions that are lost" }
                if !isPublished { return "a commit without records" }
                wasAsked = input != .done || wasAsked
            case .poll:
                if isLost { return "partitions that are lost are kept" }
                self = Watch()
            case .release, .rebuild, .leave, .halt: self = Watch()
            case .abort, .rollBack, .reread:
                (hasBegun, isPublished, wasAsked) = (false, false, false)
            }
            return nil
        }
    }

    @Test(arguments: 0..<200) func stepsComeInOrder(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var cycle = CommitCycle(limits: .init(interval: 100, records: 10))
        var watch = Watch()
        var step = CommitCycle.Step.poll
        var trail: [String] = []
        for _ in 0..<300 {
            var input = Self.lively[random.below(Self.lively.count)]
            if step != .poll, !random.oneIn(3) { input = .done }
            if random.oneIn(200) { input = Self.inputs[random.below(Self.inputs.count)] }
            step = cycle.handle(input)
            trail.append("\(input) -> \(step)")
            let objection = watch.objection(step, to: input)
            #expect(objection == nil, "seed \(seed): \(trail.suffix(12))")
            if objection != nil || step == .halt || step == .leave { return }
        }
    }

    /// Whatever went wrong: once nothing fails any more, the cycle comes to rest.
    @Test(arguments: 0..<200) func comesToRest(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var cycle = CommitCycle(limits: .init(interval: 100, records: 10))
        for _ in 0..<random.below(60) {
            _ = cycle.handle(Self.lively[random.below(Self.lively.count)])
        }
        var step = cycle.handle(.tick(now: 0))
        for _ in 0..<6 where step != .poll { step = cycle.handle(.done) }
        #expect(step == .poll || step == .halt, "seed \(seed)")
        let isLatched = cycle.isLost || cycle.isRevoked
        #expect(!isLatched || step == .halt, "seed \(seed)")
    }
}
