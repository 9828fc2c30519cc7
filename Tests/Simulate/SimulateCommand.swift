import ArgumentParser
import MartletSimulation

/// `martlet-simulate`: the engine against a simulated cluster in which everything goes wrong.
@main
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-simulate",
        abstract: "Run the engine against a simulated cluster in which everything goes wrong.",
        discussion: """
            Each seed gives a story, a deployment, and the faults that strike it. What it leaves \
            behind must be what the same story leaves without faults. The exit status is 1 if a \
            seed fails; a seed that fails can be run again alone.

            EXAMPLES
              martlet-simulate --seeds 10000
              martlet-simulate --seed 4711
              martlet-simulate --seeds 200 --without latch
              martlet-simulate --seeds 200 --safeguards
            """)

    @Option(help: "How many seeds.")
    var seeds: UInt64 = 2_000

    @Option(help: "The first of them.")
    var first: UInt64 = 0

    @Option(help: "This seed alone; prints what happened.")
    var seed: UInt64?

    @Option(
        help: """
            Do without a safeguard, to see that seeds fail: \
            \(Safeguard.allCases.map(\.rawValue).joined(separator: ", ")).
            """)
    var without: [Safeguard] = []

    @Flag(help: "Do without each safeguard in turn, and count the seeds that fail.")
    var safeguards = false

    func run() throws {
        if let seed { return try replay(seed) }
        if safeguards { return try tryEverySafeguard() }
        let campaign = Campaign(seeds: first..<(first + seeds), without: Set(without))
        campaign.run()
        print(campaign.report)
        if campaign.failures > 0 { throw ExitCode(1) }
    }

    private func replay(_ seed: UInt64) throws {
        var simulation = Simulation(seed: seed)
        simulation.without = Set(without)
        simulation.isTraced = true
        let verdict = try simulation.run()
        for line in verdict.trace { print(line) }
        for violation in verdict.violations { print("seed \(seed): \(violation)") }
        if !verdict.violations.isEmpty { throw ExitCode(1) }
        print("seed \(seed) passes")
    }

    /// Fails if the system does as well without one of them.
    private func tryEverySafeguard() throws {
        var idle = 0
        for safeguard in Safeguard.allCases {
            let campaign = Campaign(seeds: first..<(first + seeds), without: [safeguard])
            campaign.run()
            print("without \(safeguard.rawValue): \(campaign.failures) of \(seeds) seeds fail")
            if campaign.failures == 0 { idle += 1 }
        }
        if idle > 0 { throw ExitCode(1) }
    }
}

extension Safeguard: ExpressibleByArgument {}
