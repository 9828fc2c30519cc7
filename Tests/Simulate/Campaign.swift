import Foundation
import MartletSimulation
import Synchronization

/// Many seeds, on all processors.
final class Campaign: Sendable {
    /// What has come of the seeds so far.
    private struct Tally {
        var next: UInt64
        var done = 0
        var failures: [UInt64: String] = [:]
        var figures = SimulationFigures()
        var shown = ContinuousClock.now
    }

    private let seeds: Range<UInt64>
    private let without: Set<Safeguard>
    private let tally: Mutex<Tally>
    private let start = ContinuousClock.now

    init(seeds: Range<UInt64>, without: Set<Safeguard>) {
        self.seeds = seeds
        self.without = without
        tally = Mutex(Tally(next: seeds.lowerBound))
    }

    /// Runs every seed.
    func run() {
        let jobs = min(ProcessInfo.processInfo.activeProcessorCount, seeds.count)
        DispatchQueue.concurrentPerform(iterations: jobs) { _ in
            while let seed = takeSeed() { note(seed, result(of: seed)) }
        }
        if isInteractive { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }

    private func takeSeed() -> UInt64? {
        tally.withLock { tally in
            guard tally.next < seeds.upperBound else { return nil }
            defer { tally.next += 1 }
            return tally.next
        }
    }

    private func result(of seed: UInt64) -> (violation: String?, figures: SimulationFigures) {
        var simulation = Simulation(seed: seed)
        simulation.without = without
        do {
            let verdict = try simulation.run()
            return (verdict.violations.first, verdict.figures)
        } catch {
            return ("\(error)", SimulationFigures())
        }
    }

    private func note(_ seed: UInt64, _ result: (String?, SimulationFigures)) {
        tally.withLock { tally in
            tally.done += 1
            tally.failures[seed] = result.0
            tally.figures.add(result.1)
            let now = ContinuousClock.now
            if isInteractive, now - tally.shown > .milliseconds(200) {
                tally.shown = now
                show(tally, at: now)
            }
        }
    }

    private func show(_ tally: Tally, at now: ContinuousClock.Instant) {
        let left =
            (now - start) / .seconds(1) / Double(tally.done)
            * Double(seeds.count - tally.done)
        let text =
            "\(tally.done) of \(seeds.count) seeds, \(tally.failures.count) failed, "
            + "\(Int(left)) s left"
        FileHandle.standardError.write(Data("\r\(text)\u{1B}[K".utf8))
    }

    private var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

    /// Seeds that failed.
    var failures: Int { tally.withLock { $0.failures.count } }

    /// What was done, for people: first the seeds that failed.
    var report: String {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let (failures, figures) = tally.withLock { ($0.failures, $0.figures) }
        let checkpoints = figures.checkpoints
        let lines = [
            "\(seeds.count) seeds in \((seconds * 10).rounded() / 10) s: \(failures.count) failed",
            "  simulated time  \(figures.milliseconds / 3_600_000) h",
            "  records         \(figures.records)",
            "  faults          \(figures.faults.values.reduce(0, +))",
            "  processes       \(figures.processes), \(figures.fenced) of them fenced",
            "  transactions    \(figures.transactions), \(figures.commits) of them committed",
            "  checkpoints     \(checkpoints.written), \(checkpoints.used) restores from one, "
                + "\(checkpoints.refused) passed over",
            "  generations     \(figures.generations)",
        ]
        let faults = figures.faults.sorted { $0.key < $1.key }.map { "    \($0.value) \($0.key)" }
        return
            (failures.sorted { $0.key < $1.key }.map { "seed \($0.key) fails: \($0.value)" }
            + lines + ["  faults by kind"] + faults).joined(separator: "\n")
    }
}
